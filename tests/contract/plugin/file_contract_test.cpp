#include "hub_driver.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace cx::testkit {
namespace {

class FileContract : public testing::Test {
protected:
    FileContract()
    {
        std::string name = testing::TempDir() + "cx_contract_XXXXXX";
        folder_ = ::mkdtemp(name.data());
    }
    ~FileContract() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& text) const
    {
        std::ofstream(folder_ + "/" + name, std::ios::binary) << text;
        return folder_ + "/" + name;
    }

    std::string folder_;
    AllDrivers drivers_{"lib/cxhub/plugins/file.so"};
};

TEST_F(FileContract, TheSourceKeepsItsPromises)
{
    std::string csv = "id,name\n";
    std::string lines;
    std::string array = "{\"d\":{\"results\":[";
    for (int i = 0; i < 30; ++i) {
        const std::string id = std::to_string(i);
        csv += id + (i % 9 == 4 ? "\n" : ",\"Kim, \"\"Ada\"\"\nLee\"\n");
        lines += i % 7 == 3 ? "{bad\n" : "{\"id\":" + id + "}\n";
        array += (i ? "," : "") + (i % 8 == 5 ? std::string("[1]") : "{\"id\":" + id + "}");
    }
    std::string usage =
        "<feed><entry><link rel='self' "
        "href='/UsagePoint/A'/><content><UsagePoint/></content></entry>"
        "<entry><link rel='self' href='/UsagePoint/A/MeterReading/1'/>"
        "<link rel='up' "
        "href='/UsagePoint/A/MeterReading'/><content><MeterReading/></content></entry>"
        "<entry><link rel='up' href='/UsagePoint/A/MeterReading/1/IntervalBlock'/><content>"
        "<IntervalBlock>";
    for (int i = 0; i < 12; ++i)
        usage += "<IntervalReading><timePeriod><start>" + std::to_string(i * 900) +
                 "</start></timePeriod><value>" + (i == 5 ? "?" : "7") +
                 "</value></IntervalReading>";
    usage +=
        "</IntervalBlock></content></entry><entry><link rel='self' href='/ReadingType/1'/>"
        "<content><ReadingType><uom>72</uom></ReadingType></content></entry></feed>";
    Fixture fixture;
    fixture.options["settle"] = 0;
    json::Value& streams = fixture.options["streams"];
    streams["csv"] = json::Object{{"path", write("a.csv", csv)}, {"key", "id"}};
    streams["espi"] = json::Object{{"path", write("a.xml", usage)}, {"format", "espi"}};
    streams["follow"] = json::Object{{"path", write("a.jsonl", lines)}, {"mode", "follow"}};
    streams["snapshot"] = json::Object{{"path", write("a.json", array + "]}}")},
                                       {"mode", "snapshot"},
                                       {"array", "d.results"},
                                       {"key", json::Array{"id"}}};

    AllDrivers::expect_kept(check_source(drivers_.hub, fixture));
    AllDrivers::expect_kept(check_source({drivers_.direct.get()}, fixture));
}

TEST_F(FileContract, TheSinkKeepsItsPromises)
{
    const std::string path = folder_ + "/out.jsonl";
    Fixture fixture;
    fixture.options["path"] = path;
    fixture.options["rotate_bytes"] = 250'000;
    fixture.reset = [this] {
        for (const auto& entry : std::filesystem::directory_iterator(folder_))
            std::filesystem::remove(entry);
    };
    fixture.read_back = [this, path] {
        std::vector<std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(folder_))
            if (entry.path() != path) files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        files.push_back(path);
        std::vector<std::string> lines;
        for (const std::string& name : files) {
            std::ifstream file(name);
            for (std::string line; std::getline(file, line);) lines.push_back(line);
        }
        return lines;
    };

    AllDrivers::expect_kept(check_sink(drivers_.hub, fixture));
    AllDrivers::expect_kept(check_sink({drivers_.direct.get()}, fixture));
}

TEST_F(FileContract, ABrokenFixtureIsFound)
{
    // The suite itself must be able to fail.
    Fixture fixture;
    fixture.options["streams"]["s"] = json::Object{{"path", folder_ + "/none.csv"}};
    const std::vector<Finding> findings = check_source({drivers_.direct.get()}, fixture);
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(),
                            [](const Finding& finding) { return !finding.broken.empty(); }));
}

}  // namespace
}  // namespace cx::testkit
