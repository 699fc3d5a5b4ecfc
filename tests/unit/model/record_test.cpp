#include "model/record.hpp"

#include <gtest/gtest.h>

namespace cx::model {
namespace {

TEST(TieHash, KeepsPartsApart)
{
    EXPECT_EQ(tie_hash({"crm", "person", "k"}), tie_hash({"crm", "person", "k"}));
    EXPECT_NE(tie_hash({"crm", "person", "k"}), tie_hash({"crmp", "erson", "k"}));
    EXPECT_NE(tie_hash({"crm", "person", "k"}), tie_hash({"crm", "person", "K"}));
}

TEST(ToText, NamesKinds)
{
    EXPECT_EQ(to_text(EntityKind::state), "state");
    EXPECT_EQ(to_text(ProfileVersion::Kind::merged), "merged");
    EXPECT_EQ(to_text(RecordVersion::Op::remove), "delete");
    EXPECT_EQ(to_text(RecordVersion::Op::upsert), "upsert");
}

TEST(ToJson, TellsWhereAGoldenValueCameFrom)
{
    const Provenance provenance{
        "name", {"crm", "person", "crm.contact:1"}, 3, "most_recent", "identity.key pii.direct"};
    EXPECT_EQ(
        json::write(to_json(provenance)),
        R"({"entity":"person","field":"name","key":"crm.contact:1","labels":["identity.key","pii.direct"],)"
        R"("rule":"most_recent","source":"crm","version":3})");
}

TEST(ToJson, TellsAnIssue)
{
    EXPECT_EQ(json::write(to_json(Issue{"/name", "name.masked", Issue::Severity::warn})),
              R"({"code":"name.masked","path":"/name","severity":"warn"})");
}

}  // namespace
}  // namespace cx::model
