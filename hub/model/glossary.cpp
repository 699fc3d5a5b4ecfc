#include "model/glossary.hpp"

#include "model/schema.hpp"
#include "model/types/unicode.hpp"

#include <algorithm>

namespace cx::model {
namespace {

bool says(const Wording& wording, const std::string& folded)
{
    return (!wording.en.empty() && fold_words(wording.en) == folded) ||
           (!wording.ko.empty() && fold_words(wording.ko) == folded);
}

void add_words(const Wording& wording, std::vector<std::string>& words)
{
    for (const std::string& word : {wording.en, wording.ko})
        if (!word.empty()) words.push_back(word);
}

void add_paths(const std::vector<Field>& fields, const std::string& above, std::string_view term,
               std::vector<std::string>& paths)
{
    for (const Field& field : fields) {
        const std::string path = above + "." + field.name;
        if (field.term == term) paths.push_back(path);
        add_paths(field.fields, path, term, paths);
    }
}

json::Value wording_json(const Wording& wording)
{
    json::Value value = json::Object{};
    if (!wording.en.empty()) value["en"] = wording.en;
    if (!wording.ko.empty()) value["ko"] = wording.ko;
    return value;
}

json::Value texts_json(const std::vector<std::string>& texts)
{
    json::Array list;
    for (const std::string& text : texts) list.emplace_back(text);
    return list;
}

}  // namespace

std::string Wording::text() const
{
    if (en.empty() || ko.empty()) return en + ko;
    return ko + " (" + en + ")";
}

std::string Glossary::department(std::string_view said) const
{
    const std::string folded = fold_words(said);
    for (const auto& [name, wording] : departments)
        if (fold_words(name) == folded || says(wording, folded)) return name;
    return "";
}

std::string fold_words(std::string_view text)
{
    std::u32string kept;
    for (const char32_t c : to_points(lower(clean_width(text))))
        if (is_letter(c) || is_digit(c)) kept += c;
    return to_utf8(kept);
}

std::vector<TermFound> look_up(const Glossary& glossary, std::string_view department,
                               std::string_view said)
{
    const std::string folded = fold_words(said);
    std::vector<TermFound> found;
    if (folded.empty()) return found;
    for (const auto& [name, term] : glossary.terms) {
        const auto alias =
            std::find_if(term.aliases.begin(), term.aliases.end(), [&](const TermAlias& one) {
                return (department.empty() || one.department == department) &&
                       says(one.name, folded);
            });
        if (alias != term.aliases.end()) found.push_back({&term, &*alias});
    }
    if (!found.empty() && !department.empty()) return found;
    for (const auto& named : glossary.terms) {
        const Term& term = named.second;
        const bool known = std::any_of(found.begin(), found.end(),
                                       [&](const TermFound& one) { return one.term == &term; });
        if (!known && (fold_words(named.first) == folded || says(term.public_name, folded)))
            found.push_back({&term, nullptr});
    }
    return found;
}

std::vector<std::string> words_of(const Glossary& glossary, std::string_view department)
{
    std::vector<std::string> words;
    for (const auto& [name, term] : glossary.terms) {
        words.push_back(name);
        add_words(term.public_name, words);
        for (const TermAlias& alias : term.aliases)
            if (department.empty() || alias.department == department) add_words(alias.name, words);
    }
    return words;
}

std::vector<std::string> paths_of(const Schema& schema, std::string_view term)
{
    std::vector<std::string> paths;
    for (const auto& [name, type] : schema.entities) add_paths(type.fields, name, term, paths);
    return paths;
}

json::Value term_json(const Term& term, const Schema& schema)
{
    json::Array aliases;
    for (const TermAlias& alias : term.aliases) {
        json::Value row =
            json::Object{{"dept", alias.department}, {"name", wording_json(alias.name)}};
        if (!alias.source.empty()) row["source"] = alias.source;
        if (!alias.ns.empty()) row["ns"] = alias.ns;
        aliases.push_back(std::move(row));
    }
    return json::Object{{"term", term.name},
                        {"definition", wording_json(term.definition)},
                        {"public_name", wording_json(term.public_name)},
                        {"type", term.type},
                        {"labels", texts_json(term.labels.all())},
                        {"fields", texts_json(paths_of(schema, term.name))},
                        {"aliases", std::move(aliases)},
                        {"not_same_as", texts_json(term.not_same_as)},
                        {"owner", term.owner},
                        {"status", term.status}};
}

}  // namespace cx::model
