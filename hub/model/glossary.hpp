// Business terms and what each department calls them (configs/schema/glossary), loaded by
// hub/config. That two columns have one term says that they mean the same, never that two values
// are the same person.
#pragma once

#include "base/node.hpp"
#include "model/labels.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cx::model {

struct Schema;

// The same in English and in Korean; either may be empty.
struct Wording {
    std::string en;
    std::string ko;

    bool empty() const { return en.empty() && ko.empty(); }
    // "고객번호 (customer number)"
    std::string text() const;
};

// What one department calls a term, and where it sees it.
struct TermAlias {
    std::string department;
    Wording name;
    std::string source;  // "sap/A_BusinessPartner.Customer"
    std::string ns;      // Of identifiers: "sap.customer"
    Mark mark;
};

struct Term {
    std::string name;  // "customer.number"
    Wording definition;
    Wording public_name;
    std::string type;  // Semantic type
    LabelSet labels;   // Fields that name the term have them too.
    std::vector<TermAlias> aliases;
    std::vector<std::string> not_same_as;  // Terms that are easily mistaken for it
    std::string owner;                     // Who decides what it means
    std::string status;                    // draft, review, approved, deprecated
    Mark mark;
};

struct Glossary {
    std::map<std::string, Term, std::less<>> terms;
    std::map<std::string, Wording, std::less<>> departments;

    // By its name in the files or in either language; empty where there is none.
    std::string department(std::string_view said) const;
};

// What people type as the glossary compares it: letters and digits alone, of one width and case.
// "Debtor No." and "debtor-no" are the same, "채무자 번호" and "채무자번호" too.
std::string fold_words(std::string_view text);

struct TermFound {
    const Term* term;
    const TermAlias* alias;  // Null where it was found by its own or its public name.
};

// Terms that are called so: in `department`, else, or where that has no such word, by everybody
// (name and public name); with no department in all departments as well. Nothing where nobody says
// so.
std::vector<TermFound> look_up(const Glossary& glossary, std::string_view department,
                               std::string_view said);

// All words of a department, or of all with none, as written: what a wrong one may have meant.
std::vector<std::string> words_of(const Glossary& glossary, std::string_view department);

// Where the schema keeps what the term names: "person.contact_points.email".
std::vector<std::string> paths_of(const Schema& schema, std::string_view term);

// The term for readers of JSON, with its paths.
json::Value term_json(const Term& term, const Schema& schema);

}  // namespace cx::model
