#include "unify/mailbox.hpp"

#include "people.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace cx::unify {
namespace {

using testing::member;
using testing::person;

std::vector<NameReading> names_of(std::string_view name)
{
    if (name.empty()) return {};
    return member(1, person(name)).features->names;
}

Mailbox mailbox(std::string_view text, std::string_view name = "")
{
    return read_mailbox(text, names_of(name));
}

MailboxMatch match(const Mailbox& a, const Mailbox& b)
{
    EXPECT_EQ(compare_mailboxes(a, b), compare_mailboxes(b, a)) << a.key << " / " << b.key;
    return compare_mailboxes(a, b);
}

TEST(Mailbox, ReadsAddressesAndLoginNames)
{
    struct Row {
        std::string_view text;
        std::string_view key;
        std::string_view local;
        std::string_view domain;
    };
    const Row rows[] = {
        {"Bora.Seok+shop@Gmail.com", "boraseok@gmail.com", "boraseok", "gmail.com"},
        {"bora_seok@hanmail.net", "bora_seok@daum.net", "boraseok", "daum.net"},
        {"Bora-Seok", "bora-seok", "boraseok", ""},
        {"@bora.seok", "bora.seok", "boraseok", ""},
        {" bora ", "bora", "bora", ""},
        {"BORA@", "bora@", "bora", ""},
        {"석보라77", "석보라77", "석보라77", ""},
        {"__", "__", "__", ""},
    };
    for (const Row& row : rows) {
        const Mailbox read = mailbox(row.text);
        EXPECT_EQ(read.key, row.key) << row.text;
        EXPECT_EQ(read.local, row.local) << row.text;
        EXPECT_EQ(read.domain, row.domain) << row.text;
    }
}

TEST(Mailbox, IsEmptyWhereItIdentifiesNobody)
{
    for (const std::string_view text :
         {"", " ", "@", "info@seoknamu.kr", "noreply@seoknamu.kr", "test@test.com", "none", "test",
          "admin", "b***@gmail.com", "unknown", "없음", "n/a", "0000"})
        EXPECT_EQ(mailbox(text), Mailbox()) << text;
    EXPECT_EQ(mailbox(std::string(300, 'a')), Mailbox()) << "too long";
}

TEST(Mailbox, TellsWhatMerelySpellsTheName)
{
    struct Row {
        std::string_view name;
        std::vector<std::string_view> spelled;
        std::vector<std::string_view> distinctive;
    };
    const Row rows[] = {
        {"석보라",
         {"seokbora", "bora.seok", "br.seok", "seok_br", "bora84", "sukbora", "bora-suk",
          "borasok7", "seok.b.r", "mrseok", "real_bora.seok", "itsseokbora"},
         {"bora8412", "sunnybora224", "sunnybora", "taeyang", "bora1984", "wondermom"}},
        {"김민준",
         {"minjunkim", "kimminjun", "minjun.gim", "mjkim", "kim_mj", "kmj", "min.jun.kim",
          "kim.minjoon", "kminjun", "minjun"},
         {"minjun123", "happyminjun", "skywalker"}},
        {"이은우", {"eunwoolee", "lee.ew", "leeeunwoo", "ewlee", "yi.eunu"}, {"eunwoofamily"}},
        {"Kim Jungho",
         {"kimjungho", "jungho.kim", "jh.kim", "kim_jh", "jungho84", "jeonghokim", "jhkim77"},
         {"jungho8412", "loveriver224", "jungholove"}},
        {"Rosalind Abernathy",
         {"rosalind.abernathy", "rabernathy", "abernathyr", "ros.abernathy", "abernathy_rosalind",
          "rosalindabernaty", "ra", "r.abernathy77"},
         {"rosalind1977", "rosebud", "abernathyfarm"}},
        {"William T. Hargrove",
         {"bill.hargrove", "wthargrove", "will_hargrove", "whargrove", "hargrovew"},
         {"captainbill", "hargrovefamily"}},
        {"Bora", {"seokbora", "bora.kim"}, {"bora.sunshine"}},
        {"R. Abernathy",
         {"rosalind.abernathy", "rabernathy"},
         {"abernathyfarm", "melinda.abernathy"}},
        {"", {"12", "ab"}, {"abc", "anything"}},
    };
    for (const Row& row : rows) {
        const std::vector<NameReading> names = names_of(row.name);
        for (const std::string_view local : row.spelled)
            EXPECT_FALSE(read_mailbox(std::string(local) + "@naver.com", names).distinctive)
                << local << " of " << row.name;
        for (const std::string_view local : row.distinctive)
            EXPECT_TRUE(read_mailbox(std::string(local) + "@naver.com", names).distinctive)
                << local << " of " << row.name;
    }
}

TEST(Mailbox, CannotTellInAnotherScript)
{
    EXPECT_FALSE(mailbox("xiaolong.wu@qq.com", "吳小龍").distinctive);
    EXPECT_TRUE(mailbox("xiaolong1973@qq.com", "吳小龍").distinctive);
}

TEST(Mailbox, ComparesByMailboxSlipAndLocalPart)
{
    struct Row {
        std::string_view name;
        std::string_view a;
        std::string_view b;
        MailboxMatch expected;
    };
    using enum MailboxMatch;
    const Row rows[] = {
        {"case", "Sunnybora@naver.com", "sunnybora@naver.com", same},
        {"dots at gmail", "sunny.bora@gmail.com", "sunnybora@googlemail.com", same},
        {"a tag", "sunnybora+a@naver.com", "sunnybora@naver.com", same},
        {"hanmail is daum", "sunnybora@hanmail.net", "sunnybora@daum.net", same},
        {"one letter", "sunnybora@naver.com", "sunybora@naver.com", near},
        {"letters exchanged", "sunnybora@naver.com", "snunybora@naver.com", near},
        {"a sign left out", "sunny_bora@naver.com", "sunnybora@naver.com", near},
        {"a letter and digits", "sunnybora81@naver.com", "sunnyborra81@naver.com", near},
        {"a short one", "suny@naver.com", "sunn@naver.com", differ},
        {"short with digits", "sun8412@naver.com", "sum8412@naver.com", differ},
        {"digits only", "bora81@naver.com", "bora82@naver.com", differ},
        {"digits only, long", "sunnybora81@naver.com", "sunnybora82@naver.com", differ},
        {"a digit more", "sunnybora@naver.com", "sunnybora1@naver.com", differ},
        {"digits exchanged", "sunnybora8412@naver.com", "sunnybora8421@naver.com", differ},
        {"two letters", "sunnybora@naver.com", "zunnyborra@naver.com", differ},
        {"gamil", "bora@gmail.com", "bora@gamil.com", near},
        {"gmial", "bora@gmail.com", "bora@gmial.com", near},
        {"two slips of one", "bora@gamil.com", "bora@gmial.com", near},
        {"naver.co", "bora@naver.com", "bora@naver.co", near},
        {"naver.co.kr", "bora@naver.com", "bora@naver.co.kr", near},
        {"hanmail.com", "bora@daum.net", "bora@hanmail.com", near},
        {"hanmial.net", "bora@daum.net", "bora@hanmial.net", near},
        {"icloud and me", "bora@icloud.com", "bora@me.com", near},
        {"a company's", "bora@seoknamu-works.kr", "bora@seoknamu-wroks.kr", near},
        {"a short company's", "bora@snm.kr", "bora@snn.kr", local},
        {"two providers a letter apart", "sunnybora@gmail.com", "sunnybora@ymail.com", local},
        {"two providers", "sunnybora@gmail.com", "sunnybora@naver.com", local},
        {"a login name", "sunnybora@gmail.com", "sunny-bora", local},
        {"two login names", "sunnybora", "sunny.bora", local},
        {"other login names", "sunnybora", "moonbora", differ},
        {"two slips", "sunybora@gamil.com", "sunnybora@gmail.com", near},
        {"letters over the @", "bora.seok@snm.kr", "bora.sek@osnm.kr", near},
        {"the same, and a digit", "bora7@seoknamu.kr", "bora8@seoknmau.kr", differ},
        {"a colleague", "bora@seoknamu.kr", "abor@seoknamu.kr", differ},
        {"letters exchanged of two providers", "sunnyb@gmail.com", "sunnby@gamil.com", near},
        {"others", "moonlight@gmail.com", "sunnybora@gmail.com", differ},
        {"one missing", "", "sunnybora@gmail.com", unknown},
        {"both missing", "", "", unknown},
    };
    for (const Row& row : rows)
        EXPECT_EQ(match(mailbox(row.a), mailbox(row.b)), row.expected) << row.name;
}

TEST(Mailbox, ANameSpelledTwiceIsNoEvidence)
{
    const Mailbox naver = mailbox("seokbora@naver.com", "석보라");
    EXPECT_EQ(match(naver, mailbox("seokbora@gmail.com", "Bora Seok")), MailboxMatch::unknown);
    EXPECT_EQ(match(naver, mailbox("seokbora@gmail.com", "")), MailboxMatch::unknown);
    EXPECT_EQ(match(mailbox("bora8412@naver.com", "석보라"), mailbox("bora8412@gmail.com")),
              MailboxMatch::local);
}

TEST(Mailbox, IsTotalIdempotentAndSymmetricOnAnyBytes)
{
    std::vector<Mailbox> read;
    std::uint32_t seed = 7;
    for (int i = 0; i < 300; ++i) {
        std::string text;
        for (int length = i % 40; length > 0; --length) {
            seed = seed * 1664525 + 1013904223;
            constexpr std::string_view usual = "ab.@k9_+*- ";
            text += (seed >> 8) % 3 == 0 ? static_cast<char>(seed >> (24 + i % 2))
                                         : usual[(seed >> 24) % usual.size()];
        }
        const Mailbox once = mailbox(text, "석보라");
        EXPECT_EQ(mailbox(once.key, "석보라"), once) << "key of " << i;
        read.push_back(once);
    }
    for (const Mailbox& a : read)
        for (const Mailbox& b : read) match(a, b);
}

TEST(Mailbox, ComparesInAFractionOfAMicrosecond)
{
    std::vector<Mailbox> read;
    for (int i = 0; i < 100; ++i) {
        const std::string number = std::to_string(i * 37 % 100);
        read.push_back(mailbox("sunny" + number + "bora@naver.com"));
        read.push_back(mailbox("sunnybora@provider" + number + ".com"));
    }
    auto best = std::chrono::steady_clock::duration::max();
    std::size_t alike = 0;
    for (int round = 0; round < 5; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (const Mailbox& a : read)
            for (const Mailbox& b : read)
                alike += compare_mailboxes(a, b) == MailboxMatch::differ ? 0 : 1;
        best = std::min(best, std::chrono::steady_clock::now() - start);
    }
    EXPECT_GT(alike, 5 * read.size());
#ifndef CX_SANITIZED
    // 40,000 comparisons; the best round, so that a busy machine fits: 1 us each.
    EXPECT_LT(best, std::chrono::milliseconds(40));
#endif
}

}  // namespace
}  // namespace cx::unify
