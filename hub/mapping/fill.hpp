// Fills the fields of one entity's data: reads, converts, puts in place, collects issues.
#pragma once

#include "mapping/input.hpp"
#include "mapping/mapping.hpp"
#include "mapping/program.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cx::mapping {

class Filler {
public:
    Filler(Run& run, std::vector<model::Issue>& issues) : run_(run), issues_(issues) {}

    // Each returns false where the record is rejected; `rejection` then tells why.
    bool field(const FieldPlan& plan, const Scope& scope, json::Value& object);
    bool list(const ListPlan& plan, const Scope& scope, json::Value& object);
    // The value of a field alone, converted; null where there is none.
    bool value(const FieldPlan& plan, const Scope& scope, const std::string& pointer,
               json::Value& converted, bool& literal);

    // Takes out objects to which the record has given nothing, only constants and defaults. After
    // the last field.
    void drop_hollow_objects(json::Value& object);

    const std::optional<Rejection>& rejection() const { return rejection_; }

    bool reject(std::string_view code, std::string why, const Mark& mark);

private:
    bool entries(const EntryPlan& plan, const ListPlan& list, const Scope& scope,
                 json::Array& items);
    bool entry(const EntryPlan& plan, const ListPlan& list, const Scope& scope, json::Array& items);
    bool convert(const FieldPlan& plan, const json::Value& given, const Scope& scope,
                 const std::string& pointer, json::Value& converted);
    json::Value convert_one(const FieldPlan& plan, const json::Value& given,
                            const model::ConvertContext& context, const std::string& pointer,
                            bool& failed);
    bool fail(const FieldPlan& plan, std::string_view code);
    void note_content(const FieldPlan& plan, bool literal, bool empty);

    // What is known of an object of the entity ("score") while its fields are filled.
    struct Content {
        const std::string* name = nullptr;
        bool content = false;
        bool only_literals =
            true;  // All bindings are constants, so that it is meant to be there always.
    };

    Run& run_;
    std::vector<model::Issue>& issues_;
    std::vector<Content> contents_;
    std::optional<Rejection> rejection_;
};

// The elements that `each` repeats over.
void elements_of(const Each& each, const Scope& scope, Run& run, Elements& elements);

// Takes nulls and empty members out, at any depth.
void prune(json::Value& value);

// The first required field that is missing, as a dotted path; "" where none is. Inside objects that
// are there.
std::string missing_required(const std::vector<model::Field>& fields, const json::Value& object);

}  // namespace cx::mapping
