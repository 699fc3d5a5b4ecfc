// Green Button files: what a reading belongs to, wherever it stands in the file, and files that
// make no sense.
#include "file/espi/local_time.hpp"
#include "file/espi/units.hpp"
#include "files.hpp"

#include <cx/json.hpp>

#include <random>

namespace file {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string base = "/espi/1_1/resource/RetailCustomer/9B6C/UsagePoint/";

std::string link(const std::string& rel, const std::string& href)
{
    return "<link rel=\"" + rel + "\" href=\"" + href + "\"/>";
}

std::string entry(const std::string& links, const std::string& content,
                  const std::string& title = "")
{
    return "<entry><id>urn:uuid:1</id>" + links + "<title>" + title + "</title><content>" +
           content + "</content></entry>\n";
}

std::string usage_point(const std::string& id)
{
    return entry(link("self", base + id) + link("related", base + id + "/MeterReading") +
                     link("related", "/LocalTimeParameters/01"),
                 "<UsagePoint xmlns='http://naesb.org/espi'><ServiceCategory><kind>0</kind>"
                 "</ServiceCategory></UsagePoint>",
                 "Front &amp; back");
}

std::string local_time()
{
    return entry(link("self", "/LocalTimeParameters/01"),
                 "<espi:LocalTimeParameters xmlns:espi='http://naesb.org/espi'>"
                 "<espi:dstEndRule>B40E2000</espi:dstEndRule><espi:dstOffset>3600</espi:dstOffset>"
                 "<espi:dstStartRule>360E2000</espi:dstStartRule><espi:tzOffset>-18000"
                 "</espi:tzOffset></espi:LocalTimeParameters>");
}

std::string meter_reading(const std::string& id, const std::string& type = "07")
{
    return entry(link("self", base + id + "/MeterReading/01") +
                     link("up", base + id + "/MeterReading") +
                     link("related", base + id + "/MeterReading/01/IntervalBlock") +
                     link("related", "/ReadingType/" + type),
                 "<MeterReading/>");
}

std::string reading_type(const std::string& id, const std::string& uom, const std::string& power,
                         const std::string& accumulation = "4")
{
    return entry(link("self", "/ReadingType/" + id),
                 "<ReadingType><accumulationBehaviour>" + accumulation +
                     "</accumulationBehaviour><flowDirection>1</flowDirection>"
                     "<powerOfTenMultiplier>" +
                     power + "</powerOfTenMultiplier><uom>" + uom + "</uom></ReadingType>");
}

std::string reading(const std::string& start, const std::string& value)
{
    return "<IntervalReading><ReadingQuality><quality>17</quality></ReadingQuality><ReadingQuality>"
           "<quality>8</quality></ReadingQuality><timePeriod><duration>900</duration><start>" +
           start + "</start></timePeriod>\n<value> " + value + " </value></IntervalReading>";
}

std::string block(const std::string& id, const std::string& readings)
{
    return entry(link("up", base + id + "/MeterReading/01/IntervalBlock"),
                 "<IntervalBlock><interval><duration>86400</duration><start>1</start></interval>" +
                     readings + "</IntervalBlock>");
}

std::string feed(const std::vector<std::string>& entries)
{
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">";
    for (const std::string& one : entries) out += one;
    return out + "</feed>";
}

class EspiTest : public FilesTest {
protected:
    EspiTest() { settings_.format = "espi"; }
    Taken espi(const std::string& text) { return read_text(text, "usage.xml"); }
};

TEST_F(EspiTest, AReadingKnowsItsMeterItsUnitAndItsTime)
{
    const Taken taken =
        espi(feed({usage_point("5446"), local_time(), meter_reading("5446"),
                   reading_type("07", "72", "-3"), block("5446", reading("1330578000", "282"))}));
    EXPECT_THAT(taken.rejects, IsEmpty()) << taken.status.why;
    EXPECT_THAT(taken.keys, ElementsAre(base + "5446/MeterReading/01|1330578000"));
    EXPECT_THAT(taken.positions, ElementsAre("usage.xml#1"));
    EXPECT_THAT(
        taken.payloads,
        ElementsAre(
            R"({"direction":"delivered","interval":900,"local_start":"2012-03-01T00:00:00-05:00",)"
            R"("measure":"energy","meter_reading":")" +
            base +
            R"(5446/MeterReading/01","quality":"estimated","reading_type":{)"
            R"("accumulationBehaviour":"4","flowDirection":"1","powerOfTenMultiplier":"-3",)"
            R"("uom":"72"},"start":"2012-03-01T05:00:00Z","unit":"W.h","usage_point":{)"
            R"("customer":"9B6C","id":"5446","service":"electricity","title":"Front & back"},)"
            R"("value":"0.282"})"));
}

std::string summary(const std::string& id, const std::string& values,
                    const std::string& kind = "ElectricPowerUsageSummary")
{
    return entry(link("self", base + id + "/" + kind + "/01") + link("up", base + id + "/" + kind),
                 "<" + kind + ">" + values + "</" + kind + ">");
}

const std::string billing_period =
    "<billingPeriod><duration>1119600</duration><start>1330578000</start></billingPeriod>";

TEST_F(EspiTest, ASummaryTellsWhatWasBilledAndWhatTheRunningPeriodHasComeTo)
{
    settings_.format = "espi_summary";
    const Taken taken = espi(
        feed({summary("5446", billing_period +
                                  "<billLastPeriod>15252000</billLastPeriod><billToDate>1149000"
                                  "</billToDate><costAdditionalLastPeriod>1346000"
                                  "</costAdditionalLastPeriod><currency>840</currency>"
                                  "<overallConsumptionLastPeriod><powerOfTenMultiplier>3"
                                  "</powerOfTenMultiplier><uom>72</uom><value>1298</value>"
                                  "</overallConsumptionLastPeriod><qualityOfReading>14"
                                  "</qualityOfReading><statusTimeStamp>1331784000"
                                  "</statusTimeStamp>"),
              usage_point("5446"), meter_reading("5446"), block("5446", reading("1", "2")),
              summary("5446", billing_period, "UsageSummary")}));
    EXPECT_THAT(taken.rejects, IsEmpty()) << taken.status.why;
    EXPECT_THAT(taken.keys, ElementsAre(base + "5446/ElectricPowerUsageSummary/01|1330578000",
                                        base + "5446/UsageSummary/01|1330578000"));
    EXPECT_EQ(taken.payloads[0],
              R"({"as_of":"2012-03-15T04:00:00Z","currency":"USD","interval":1119600,)"
              R"("last_period":{"additional_cost":"13.46","bill":"152.52","measure":"energy",)"
              R"("unit":"W.h","value":"1298000"},"quality":"good","start":"2012-03-01T05:00:00Z",)"
              R"("summary":")" +
                  base +
                  R"(5446/ElectricPowerUsageSummary/01","to_date":{"bill":"11.49"},)"
                  R"("usage_point":{"customer":"9B6C","id":"5446","service":"electricity",)"
                  R"("title":"Front & back"}})");
}

TEST_F(EspiTest, ASummaryOfNobodyOrOfNoPeriodIsRejected)
{
    settings_.format = "espi_summary";
    const Taken taken = espi(feed({usage_point("A"), summary("B", billing_period),
                                   summary("A", "<billLastPeriod>1</billLastPeriod>")}));
    EXPECT_THAT(taken.keys, IsEmpty());
    EXPECT_THAT(taken.rejects, ElementsAre(HasSubstr("espi.meter"), HasSubstr("espi.value")));
}

TEST_F(EspiTest, TheOrderOfEntriesDoesNotMatter)
{
    std::vector<std::string> entries;
    for (const std::string id : {"A", "B", "C"}) {
        entries.push_back(usage_point(id));
        entries.push_back(meter_reading(id, "T" + id));
        entries.push_back(reading_type("T" + id,
                                       id == "A"   ? "72"
                                       : id == "B" ? "169"
                                                   : "119",
                                       id == "B" ? "-2" : "0"));
        entries.push_back(block(id, reading("1330578000", "7") + reading("1330578900", "8")));
    }
    std::mt19937 random(1);
    for (int i = 0; i < 20; ++i) {
        std::shuffle(entries.begin(), entries.end(), random);
        const Taken taken = espi(feed(entries));
        EXPECT_THAT(taken.rejects, IsEmpty());
        ASSERT_THAT(taken.payloads, SizeIs(6));
        for (const std::string& payload : taken.payloads) {
            const auto record = *cx::json::parse(payload);
            const std::string id = record.find("usage_point")->text_of("id");
            EXPECT_EQ(record.text_of("unit"), id == "A"   ? "W.h"
                                              : id == "B" ? "[Btu_IT]"
                                                          : "[cft_i]");
            EXPECT_THAT(record.text_of("value"), testing::AnyOf("7", "8", "7000", "8000"));
        }
    }
}

TEST_F(EspiTest, ReadingGoesOnInTheMiddle)
{
    std::vector<std::string> entries = {usage_point("A"), reading_type("07", "72", "0")};
    for (int day = 0; day < 5; ++day) {
        std::string readings;
        for (int i = 0; i < 9; ++i)
            readings += reading(std::to_string(1'330'578'000 + day * 86'400 + i * 900),
                                i == 3 ? "none" : std::to_string(i));
        entries.push_back(block("A", readings));
    }
    entries.push_back(meter_reading("A"));
    write("usage.xml", feed(entries));
    const Taken whole = read("usage.xml");
    ASSERT_THAT(whole.keys, SizeIs(40));
    EXPECT_THAT(whole.rejects, SizeIs(5));
    for (const std::uint32_t limit : {1U, 4U, 9U, 40U}) {
        Taken all;
        std::string cursor;
        for (int i = 0; i < 60; ++i) {
            stream("usage.xml");  // A restart
            const Taken one = poll_once(*stream_, cursor, limit);
            all.keys.insert(all.keys.end(), one.keys.begin(), one.keys.end());
            all.rejects.insert(all.rejects.end(), one.rejects.begin(), one.rejects.end());
            cursor = one.cursor;
            if (!one.more_now) break;
        }
        EXPECT_EQ(all.keys, whole.keys) << limit;
        EXPECT_EQ(all.rejects, whole.rejects) << limit;
    }
}

TEST_F(EspiTest, ReadingsThatMakeNoSenseAreRejectedAndTheNextIsRead)
{
    const Taken taken = espi(
        feed({usage_point("A"), meter_reading("A"), reading_type("07", "72", "0"), usage_point("B"),
              meter_reading("B", "71"), reading_type("71", "71", "0"), usage_point("C"),
              meter_reading("C", "gone"),
              block("A", reading("", "1") + reading("1", "1.5") + reading("99999999999999", "1")),
              block("B", reading("1", "1")), block("C", reading("1", "1")),
              block("D", reading("1", "1")), block("A", reading("1330578000", "-7"))}));
    EXPECT_THAT(taken.rejects, ElementsAre("espi.value@usage.xml#1", "espi.value@usage.xml#2",
                                           "espi.value@usage.xml#3", "espi.unit@usage.xml#4",
                                           "espi.type@usage.xml#5", "espi.meter@usage.xml#6"));
    ASSERT_THAT(taken.payloads, SizeIs(1));
    EXPECT_THAT(taken.payloads[0], HasSubstr(R"("value":"-7")"));
}

TEST_F(EspiTest, ACountersStateIsAboutNoPeriod)
{
    const Taken taken =
        espi(feed({usage_point("A"), meter_reading("A"), reading_type("07", "42", "-1", "3"),
                   block("A", reading("1330578000", "12345"))}));
    ASSERT_THAT(taken.payloads, SizeIs(1));
    EXPECT_THAT(taken.payloads[0], testing::Not(HasSubstr("interval")));
    EXPECT_THAT(taken.payloads[0], HasSubstr(R"("value":"1234.5")"));
}

TEST_F(EspiTest, OtherEncodingsAreRead)
{
    std::string latin = feed({usage_point("A"), meter_reading("A"), reading_type("07", "72", "0"),
                              block("A", reading("1330578000", "1"))});
    latin.replace(latin.find("UTF-8"), 5, "ISO-8859-1");
    latin.replace(latin.find("Front"), 5, "Caf\xe9");
    const Taken taken = espi(latin);
    ASSERT_THAT(taken.payloads, SizeIs(1)) << taken.status.why;
    EXPECT_THAT(taken.payloads[0], HasSubstr("Café"));
}

TEST_F(EspiTest, FilesThatAreNoneAreToldOfAndNothingOutsideIsLookedAt)
{
    const auto why = [&](const std::string& text) {
        const Taken taken = espi(text);
        EXPECT_THAT(taken.payloads, IsEmpty());
        return taken.status.why;
    };
    EXPECT_THAT(why("<html/>"), HasSubstr("no Atom feed"));
    EXPECT_THAT(why("id,name\n1,Ada\n"), HasSubstr("line 1"));
    EXPECT_THAT(why("<feed><a></b></feed>"), HasSubstr("mismatched tag"));
    EXPECT_THAT(why("<!DOCTYPE feed [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><feed>&a;</feed>"),
                HasSubstr("document type"));
    EXPECT_THAT(why("<feed><entry a='" + std::string(3 << 20, 'x')), HasSubstr("megabyte"));
    std::string deep = "<feed>";
    for (int i = 0; i < 100; ++i) deep += "<a>";
    EXPECT_THAT(why(deep), HasSubstr("too deep"));
    settings_.mode = "follow";
    EXPECT_THAT(why(feed({})), HasSubstr("cannot be followed"));
}

TEST_F(EspiTest, AFileThatEndsTooEarlyIsWaitedFor)
{
    std::string text = feed({usage_point("A"), meter_reading("A"), reading_type("07", "72", "0"),
                             block("A", reading("1330578000", "1"))});
    text.resize(text.size() - 20);
    const Taken taken = espi(text);
    EXPECT_EQ(taken.status.code, CX_RETRY);
    EXPECT_THAT(taken.status.why, HasSubstr("incomplete"));
}

std::size_t resident_bytes()
{
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages >> pages;
    return pages * 4096;
}

TEST_F(EspiTest, MemoryDoesNotGrowWithTheFile)
{
    std::ofstream out(path("usage.xml"));
    out << "<feed>" << usage_point("A");
    std::string readings;
    for (int i = 0; i < 96; ++i) readings += reading(std::to_string(1'330'578'000 + i), "1");
    constexpr int blocks = 700;
    for (int i = 0; i < blocks; ++i) out << block("A", readings);
    out << meter_reading("A") << reading_type("07", "72", "0") << "</feed>";
    out.close();
    Stream& reading = stream("usage.xml");
    std::size_t count = 0;
    std::size_t most = 0;
    const std::size_t before = resident_bytes();
    for (std::string cursor;;) {
        const Taken taken = poll_once(reading, cursor, 1000);
        ASSERT_EQ(taken.status.code, CX_OK) << taken.status.why;
        count += taken.keys.size();
        most = std::max(most, resident_bytes());
        cursor = taken.cursor;
        if (!taken.more_now) break;
    }
    EXPECT_EQ(count, blocks * 96U);
#ifdef CX_SANITIZED
    constexpr std::size_t allowed = 2U << 30;  // What was freed is kept for a while.
#else
    constexpr std::size_t allowed = 6U << 20;
#endif
    EXPECT_LT(most - before, allowed) << "of a file of 15 MB";
}

TEST(EspiUnits, NumbersAreShiftedWithoutRounding)
{
    const auto shifted = [](std::string_view text, int power) {
        return espi::scaled(text, power).value_or("nothing");
    };
    EXPECT_EQ(shifted("282", -3), "0.282");
    EXPECT_EQ(shifted("282", 3), "282000");
    EXPECT_EQ(shifted("-1200", -2), "-12");
    EXPECT_EQ(shifted("-5", -1), "-0.5");
    EXPECT_EQ(shifted("0", -6), "0");
    EXPECT_EQ(shifted("-0", 0), "0");
    EXPECT_EQ(shifted("007", 0), "7");
    EXPECT_EQ(shifted("123456789012345678", -9), "123456789.012345678");
    for (const char* text : {"", "-", "1.5", "1e3", " 1", "1234567890123456789012345678901"})
        EXPECT_EQ(shifted(text, 0), "nothing") << text;
    EXPECT_EQ(shifted("1", 31), "nothing");
    EXPECT_EQ(espi::quality_of("17 8 10"), "suspect");
    EXPECT_EQ(espi::quality_of("0"), "good");
    EXPECT_EQ(espi::quality_of(""), "");
    EXPECT_EQ(espi::find_unit("71"), nullptr);
}

TEST(EspiLocalTime, FollowsTheRulesOfDaylightSaving)
{
    const auto at = [](std::int64_t seconds, espi::Values rules) {
        return espi::local_text(seconds, rules).value_or("nothing");
    };
    const espi::Values new_york = {{"tzOffset", "-18000"},
                                   {"dstOffset", "3600"},
                                   {"dstStartRule", "360E2000"},  // Second Sunday of March, 2:00
                                   {"dstEndRule", "B40E2000"}};   // First Sunday of November, 2:00
    EXPECT_EQ(at(1331449199, new_york), "2012-03-11T01:59:59-05:00");
    EXPECT_EQ(at(1331449200, new_york), "2012-03-11T03:00:00-04:00");
    EXPECT_EQ(at(1352008799, new_york), "2012-11-04T01:59:59-04:00");
    EXPECT_EQ(at(1352008800, new_york), "2012-11-04T01:00:00-05:00");
    // Last Sunday of March at 1:00 to last Sunday of October at 2:00.
    const espi::Values london = {{"tzOffset", "0"},
                                 {"dstOffset", "3600"},
                                 {"dstStartRule", "3E0E1000"},
                                 {"dstEndRule", "AE0E2000"}};
    EXPECT_EQ(at(1711846799, london), "2024-03-31T00:59:59+00:00");
    EXPECT_EQ(at(1711846800, london), "2024-03-31T02:00:00+01:00");
    EXPECT_EQ(at(1729990799, london), "2024-10-27T01:59:59+01:00");
    EXPECT_EQ(at(1729990800, london), "2024-10-27T01:00:00+00:00");
    // First Sunday of October to first Sunday of April: summer is over the turn of the year.
    const espi::Values sydney = {{"tzOffset", "36000"},
                                 {"dstOffset", "3600"},
                                 {"dstStartRule", "A40E2000"},
                                 {"dstEndRule", "440E3000"}};
    EXPECT_EQ(at(1704067200, sydney), "2024-01-01T11:00:00+11:00");
    EXPECT_EQ(at(1719792000, sydney), "2024-07-01T10:00:00+10:00");
    EXPECT_EQ(at(1330578000, {{"tzOffset", "32400"}}), "2012-03-01T14:00:00+09:00");
    EXPECT_EQ(at(1330578000, {}), "nothing");
    EXPECT_EQ(at(1330578000, {{"tzOffset", "999999"}}), "nothing");
    EXPECT_EQ(at(1330578000, {{"tzOffset", "0"},
                              {"dstOffset", "3600"},
                              {"dstStartRule", "FFFFFFFF"},
                              {"dstEndRule", "0"}}),
              "2012-03-01T05:00:00+00:00");
}

}  // namespace
}  // namespace file
