// The cursor comes back as it was written, and stays bounded.
#include "ldap/progress.hpp"

#include <cx/abi.h>

#include <gtest/gtest.h>

namespace directory {
namespace {

TEST(LdapProgress, ComesBackAsItWasWritten)
{
    EXPECT_EQ(Progress().write(), "{}");
    Progress progress;
    progress.since = "20250131093000.0Z";
    progress.started_at_us = 12;
    progress.done.add(mark_of("a", "1"));
    progress.done.add(mark_of("b", "1"));
    progress.given.add(mark_of("c", "1"));
    progress.lately.add(mark_of("d", ""));
    const cx::Result<Progress> read = Progress::read(progress.write());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->write(), progress.write());
    EXPECT_TRUE(read->done.has(mark_of("a", "1")));
    EXPECT_FALSE(read->done.has(mark_of("a", "2")));
    EXPECT_TRUE(read->given.has(mark_of("c", "1")));
    EXPECT_TRUE(Progress::read("")->since.empty());
}

TEST(LdapProgress, RefusesWhatIsNoneOfIts)
{
    for (const char* text : {"x", "[]", R"({"done":"AAA="})", R"({"given":"?"})"})
        EXPECT_FALSE(Progress::read(text)) << text;
}

TEST(LdapProgress, IsBounded)
{
    Progress progress;
    for (int i = 0; i < 100'000; ++i) {
        const std::uint64_t mark = mark_of(std::to_string(i), "t");
        progress.done.add(mark);
        progress.given.add(mark);
        progress.lately.add(mark);
    }
    EXPECT_EQ(progress.done.size(), Progress::done_max);
    EXPECT_LT(progress.write().size(), CX_CURSOR_BYTES / 2);
}

TEST(LdapProgress, TimesGoBothWays)
{
    EXPECT_EQ(to_generalized(1'700'000'000'999'999), "20231114221320.0Z");
    EXPECT_EQ(from_generalized("20231114221320Z"), 1'700'000'000'000'000);
    EXPECT_EQ(from_generalized("20231114221320.7Z"), 1'700'000'000'000'000);
    EXPECT_EQ(from_generalized("20231114"), -1);
    EXPECT_EQ(from_generalized("20231314221320Z"), -1);
}

}  // namespace
}  // namespace directory
