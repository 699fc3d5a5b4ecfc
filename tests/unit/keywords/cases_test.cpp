// tests/cases/keywords: what is found in each sentence, and how often the mood of the labelled set
// is judged as a person judged it.
#include "keywords/enricher.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

namespace keywords {
namespace {

const std::string folder = std::string(CX_SOURCE_DIR) + "/tests/cases/keywords/";

std::vector<cx::json::Value> rows(const std::string& file)
{
    std::vector<cx::json::Value> all;
    std::ifstream in(folder + file);
    for (std::string line; std::getline(in, line);) {
        auto row = cx::json::parse(line);
        EXPECT_TRUE(row) << file << ": " << line;
        if (row) all.push_back(*std::move(row));
    }
    return all;
}

Keywords enricher()
{
    std::ifstream in(folder + "watchlists.json");
    std::stringstream text;
    text << in.rdbuf();
    return Keywords({.watchlists = *cx::json::parse(text.str()), .sentiment = true});
}

std::string part(const cx::json::Value& found, std::string_view name)
{
    const cx::json::Value* value = found.find(name);
    return value ? cx::json::write(*value) : "[]";
}

TEST(KeywordCases, ComeOutAsWritten)
{
    const Keywords keywords = enricher();
    const auto all = rows("sentences.jsonl");
    EXPECT_GT(all.size(), 20U);
    for (const cx::json::Value& row : all) {
        const cx::json::Value found = keywords.look_at(row);
        const std::string text = row.text_of("text");
        for (const char* name : {"keywords", "about"}) {
            const cx::json::Value* wanted = row.find(name);
            if (!wanted) continue;
            EXPECT_EQ(part(found, name), cx::json::write(*wanted)) << text;
        }
        const cx::json::Value* mood = found.find("sentiment");
        if (row.find("polarity")) {
            EXPECT_EQ(mood ? mood->text_of("polarity") : "", row.text_of("polarity")) << text;
        }
        for (const char* name : {"score", "lang"}) {
            if (!row.find(name)) continue;
            EXPECT_EQ(mood ? mood->text_of(name) : "", row.text_of(name)) << text;
        }
    }
}

// The set was written after the lists and never looked at to change them. The figures stand in
// plugins/keywords/README.md; the test holds them where they are.
TEST(KeywordCases, TheMoodIsJudgedAsOftenRightAsTheReadmeSays)
{
    const Keywords keywords = enricher();
    std::map<std::string, std::pair<int, int>> right;  // Language -> right, all
    std::map<std::string, std::map<std::string, int>> table;
    for (const cx::json::Value& row : rows("labelled.jsonl")) {
        const cx::json::Value found = keywords.look_at(row);
        const cx::json::Value* mood = found.find("sentiment");
        const std::string judged = mood ? mood->text_of("polarity") : "";
        auto& [hits, all] = right[row.text_of("lang")];
        hits += judged == row.text_of("polarity") ? 1 : 0;
        ++all;
        ++table[row.text_of("lang") + " " + row.text_of("polarity")][judged];
    }
    for (const auto& [label, judged] : table) {
        std::cout << label << ":";
        for (const auto& [what, count] : judged) std::cout << " " << what << " " << count;
        std::cout << "\n";
    }
    std::ifstream in(std::string(CX_SOURCE_DIR) + "/plugins/keywords/README.md");
    std::stringstream readme;
    readme << in.rdbuf();
    for (const auto& [language, counts] : right) {
        const std::string figure =
            std::to_string(counts.first) + " of " + std::to_string(counts.second);
        std::cout << "figure: mood judged right, " << language << ": " << figure << "\n";
        EXPECT_NE(readme.str().find(figure), std::string::npos) << language << ": " << figure;
    }
}

}  // namespace
}  // namespace keywords
