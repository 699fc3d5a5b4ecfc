#include "mapping/fill.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::mapping {
namespace {

using Severity = model::Issue::Severity;

// The member at the end of `members`, with the objects on the way.
json::Value& place(json::Value& object, const std::vector<std::string>& members)
{
    json::Value* at = &object;
    for (const std::string& member : members) at = &(*at)[member];
    return *at;
}

// The country that a region_from path names; the binding's own region where it names none.
void set_region(const FieldPlan& plan, const Scope& scope, Run& run, model::ConvertContext& context)
{
    const json::Value* found = plan.region_from->first(scope, run);
    if (!found || found->empty()) return;
    const model::Converted country = model::find_semantic_type("country")->convert(*found, context);
    if (country.dropped()) return;
    context.region = country.value.as_string();
    context.options.erase("region");
}

bool all_literal(const Input& input)
{
    return input.kind == Input::Kind::constant;
}

// A kind or a flag ("primary") says something about the other fields of its entry, and nothing
// without them.
bool is_flag(const FieldPlan& plan)
{
    return plan.type->id == "bool" || plan.type->id == "enum";
}

}  // namespace

void elements_of(const Each& each, const Scope& scope, Run& run, Elements& elements)
{
    for (const Path& path : each.paths) {
        path.all(scope, run, elements);
        if (!path.many() && elements.size() == 1 && elements.front()->is_array()) {
            const json::Array& list = elements.front()->as_array();
            elements.clear();
            if (run.spend(list.size()))
                for (const json::Value& element : list) elements.push_back(&element);
        }
        std::erase_if(elements, [](const json::Value* element) { return element->is_null(); });
        if (!elements.empty()) return;
    }
}

void prune(json::Value& value)
{
    if (value.is_object()) {
        for (auto& [name, member] : value.as_object()) prune(member);
        std::erase_if(value.as_object(), [](const auto& member) { return member.second.empty(); });
    } else if (value.is_array()) {
        for (json::Value& element : value.as_array()) prune(element);
        std::erase_if(value.as_array(), [](const json::Value& element) { return element.empty(); });
    }
}

std::string missing_required(const std::vector<model::Field>& fields, const json::Value& object)
{
    for (const model::Field& field : fields) {
        const bool nested = !field.list && field.type == "object";
        if (!field.required && !nested) continue;
        const json::Value* value = object.find(field.name);
        if (!value) {
            if (field.required) return field.name;
        } else if (nested) {
            if (const std::string inner = missing_required(field.fields, *value); !inner.empty())
                return field.name + "." + inner;
        }
    }
    return {};
}

bool Filler::reject(std::string_view code, std::string why, const Mark& mark)
{
    rejection_ = Rejection{std::string(code), std::move(why), mark};
    return false;
}

// What `on_error` says about a value that could not be used.
bool Filler::fail(const FieldPlan& plan, std::string_view code)
{
    if (plan.on_error == OnError::drop_field) return true;
    const std::string name = plan.field ? plan.field->name : plan.members.back();
    return reject(plan.on_error == OnError::reject ? "mapping.value" : "mapping.quarantine",
                  fmt::format("the value of '{}' cannot be used: {}", name, code), plan.mark);
}

json::Value Filler::convert_one(const FieldPlan& plan, const json::Value& given,
                                const model::ConvertContext& context, const std::string& pointer,
                                bool& failed)
{
    model::Converted converted = plan.type->convert(given, context);
    failed = converted.dropped() && std::any_of(converted.issues.begin(), converted.issues.end(),
                                                [](const model::Issue& issue) {
                                                    return issue.severity == Severity::error;
                                                });
    for (model::Issue& issue : converted.issues) {
        issue.path = pointer + issue.path;
        issues_.push_back(std::move(issue));
    }
    if (plan.type->id == "json") prune(converted.value);
    return std::move(converted.value);
}

bool Filler::convert(const FieldPlan& plan, const json::Value& given, const Scope& scope,
                     const std::string& pointer, json::Value& converted)
{
    model::ConvertContext context = plan.context;
    context.now = run_.facts().observed_at;
    context.instance = run_.facts().instance;
    if (plan.region_from) set_region(plan, scope, run_, context);
    bool failed = false;
    if (!plan.list) {
        converted = convert_one(plan, given, context, pointer, failed);
        return !failed || fail(plan, issues_.back().code);
    }
    json::Array values;
    const json::Array single{given};
    for (const json::Value& element : given.is_array() ? given.as_array() : single) {
        run_.spend();
        if (values.size() == limits::list_items) {
            issues_.push_back({pointer, "list.limit", Severity::error});
            break;
        }
        json::Value one = convert_one(plan, element, context,
                                      pointer + "/" + std::to_string(values.size()), failed);
        if (failed && !fail(plan, issues_.back().code)) return false;
        if (!one.empty()) values.push_back(std::move(one));
    }
    if (!values.empty()) converted = json::Value(std::move(values));
    return true;
}

bool Filler::value(const FieldPlan& plan, const Scope& scope, const std::string& pointer,
                   json::Value& converted, bool& literal)
{
    const Given given = read(plan.input, scope, run_);
    literal = given.literal();
    if (!given.problem().empty()) {
        issues_.push_back({pointer, std::string(given.problem()), Severity::error});
        if (!fail(plan, given.problem())) return false;
    }
    if (given.empty()) return true;
    return convert(plan, given.value(), scope, pointer, converted);
}

bool Filler::field(const FieldPlan& plan, const Scope& scope, json::Value& object)
{
    json::Value converted;
    bool literal = false;
    if (!value(plan, scope, plan.pointer, converted, literal)) return false;
    if (plan.members.size() > 1 && plan.field) note_content(plan, literal, converted.empty());
    if (!converted.empty()) place(object, plan.members) = std::move(converted);
    return true;
}

void Filler::note_content(const FieldPlan& plan, bool literal, bool empty)
{
    const std::string& name = plan.members.front();
    auto known = std::find_if(contents_.begin(), contents_.end(),
                              [&](const Content& one) { return *one.name == name; });
    if (known == contents_.end()) known = contents_.insert(contents_.end(), {&name, false, true});
    known->content = known->content || (!literal && !empty);
    known->only_literals = known->only_literals && all_literal(plan.input);
}

void Filler::drop_hollow_objects(json::Value& object)
{
    for (const Content& one : contents_)
        if (!one.content && !one.only_literals) object.as_object().erase(*one.name);
}

bool Filler::list(const ListPlan& plan, const Scope& scope, json::Value& object)
{
    json::Array items;
    for (const EntryPlan& entry_plan : plan.entries)
        if (!entries(entry_plan, plan, scope, items)) return false;
    if (!items.empty()) place(object, plan.members) = json::Value(std::move(items));
    return true;
}

bool Filler::entries(const EntryPlan& plan, const ListPlan& list, const Scope& scope,
                     json::Array& items)
{
    if (!plan.each) return entry(plan, list, scope, items);
    Elements elements;
    elements_of(*plan.each, scope, run_, elements);
    for (const json::Value* element : elements)
        if (!entry(plan, list, {element, &scope}, items)) return false;
    return true;
}

bool Filler::entry(const EntryPlan& plan, const ListPlan& list, const Scope& scope,
                   json::Array& items)
{
    if (!run_.spend()) return true;  // apply() rejects the record.
    if (plan.when) {
        const auto wanted = condition(plan.when->compute(scope, run_));
        if (const auto* fault = std::get_if<Fault>(&wanted))
            return reject("mapping.value",
                          fmt::format("the condition cannot be computed: {}", fault->code),
                          plan.when_mark);
        if (!std::get<bool>(wanted)) return true;
    }
    if (items.size() >= limits::list_items) {
        if (issues_.empty() || issues_.back().code != "list.limit" ||
            issues_.back().path != list.pointer)
            issues_.push_back({list.pointer, "list.limit", Severity::error});
        return true;
    }
    json::Value item;
    bool content = false;
    bool only_literals = true;
    const std::size_t first_issue = issues_.size();
    for (const FieldPlan& field : plan.fields) {
        json::Value converted;
        bool literal = false;
        if (!value(field, scope, field.pointer, converted, literal)) return false;
        only_literals = only_literals && (all_literal(field.input) || is_flag(field));
        if (converted.empty()) continue;
        content = content || (!literal && !is_flag(field));
        if (field.members.empty())
            item = std::move(converted);
        else
            place(item, field.members) = std::move(converted);
    }
    bool kept = !item.empty() && (content || only_literals);
    if (kept && plan.field->type == "object" &&
        !missing_required(plan.field->fields, item).empty()) {
        kept = false;
        issues_.push_back(
            {"/" + missing_required(plan.field->fields, item), "list.required", Severity::error});
    }
    const std::string number = kept ? std::to_string(items.size()) : "-";
    for (std::size_t i = first_issue; i < issues_.size(); ++i)
        issues_[i].path = list.pointer + "/" + number + issues_[i].path;
    if (kept) items.push_back(std::move(item));
    return true;
}

}  // namespace cx::mapping
