// Methods of lists and dicts. What belongs to the scope is read only: a record is not changed by
// looking at it.
#include "rest/expression/library.hpp"

namespace rest::expr {
namespace {

// The list of our own that may be changed; nothing, and a failure, for one of the scope.
ListObject* own_list(Call& call)
{
    if (call.self.is<std::shared_ptr<ListObject>>()) {
        ListObject& object = *call.self.as<std::shared_ptr<ListObject>>();
        if (object.kind == ListKind::list) return &object;
        call.machine.type_error("this list cannot be changed");
        return nullptr;
    }
    call.machine.value_error("a list of the record or the configuration cannot be changed");
    return nullptr;
}

DictObject* own_dict(Call& call)
{
    if (call.self.is<std::shared_ptr<DictObject>>())
        return call.self.as<std::shared_ptr<DictObject>>().get();
    call.machine.value_error("an object of the record or the configuration cannot be changed");
    return nullptr;
}

Value append(Call& call)
{
    if (ListObject* object = own_list(call)) object->items.push_back(call.at(0));
    return None{};
}

Value extend(Call& call)
{
    const auto more = items_of(call, call.at(0));
    ListObject* object = more ? own_list(call) : nullptr;
    if (object) object->items.insert(object->items.end(), more->begin(), more->end());
    return None{};
}

Value insert(Call& call)
{
    const auto at = integer_at(call, 0);
    ListObject* object = at ? own_list(call) : nullptr;
    if (!object) return {};
    const auto size = static_cast<std::int64_t>(object->items.size());
    const std::int64_t place = std::clamp<std::int64_t>(*at < 0 ? *at + size : *at, 0, size);
    if (call.machine.spend(object->items.size() / 16))
        object->items.insert(object->items.begin() + place, call.at(1));
    return None{};
}

Value pop(Call& call)
{
    ListObject* object = own_list(call);
    if (!object) return {};
    const auto size = static_cast<std::int64_t>(object->items.size());
    std::int64_t at = call.has(0) ? integer(call.at(0)).value_or(size) : size - 1;
    if (at < 0) at += size;
    if (at < 0 || at >= size) return call.machine.value_error("there is nothing to pop");
    Value out = object->items[static_cast<std::size_t>(at)];
    object->items.erase(object->items.begin() + at);
    return out;
}

Value reverse(Call& call)
{
    if (ListObject* object = own_list(call))
        std::reverse(object->items.begin(), object->items.end());
    return None{};
}

Value index(Call& call)
{
    const auto all = items_of(call, call.self);
    if (!all) return {};
    for (std::size_t i = 0; i < all->size(); ++i)
        if (equal((*all)[i], call.at(0))) return static_cast<std::int64_t>(i);
    return call.machine.value_error("the value is not in the list");
}

Value count(Call& call)
{
    const auto all = items_of(call, call.self);
    if (!all) return {};
    return static_cast<std::int64_t>(std::count_if(
        all->begin(), all->end(), [&](const Value& one) { return equal(one, call.at(0)); }));
}

Value copy_list(Call& call)
{
    auto all = items_of(call, call.self);
    return all ? list(std::move(*all)) : Value();
}

constexpr Builtin list_rows[] = {
    {"append", "object", &append},       {"extend", "iterable", &extend},
    {"insert", "index object", &insert}, {"pop", "index?", &pop},
    {"reverse", "", &reverse},           {"index", "value", &index},
    {"count", "value", &count},          {"copy", "", &copy_list},
};

// ---- Dicts

Value get(Call& call)
{
    std::optional<Value> found = item(call.self, call.at(0));
    if (found) return std::move(*found);
    return call.has(1) ? call.at(1) : none();
}

Value parts(Call& call, ListKind kind)
{
    List out;
    for (auto& [key, value] : pairs_of(call.self)) {
        if (kind == ListKind::keys)
            out.push_back(key);
        else if (kind == ListKind::values)
            out.push_back(value);
        else
            out.push_back(list({key, value}, ListKind::tuple));
    }
    return call.machine.spend(out.size() / 4) ? list(std::move(out), kind) : Value();
}

Value keys(Call& call)
{
    return parts(call, ListKind::keys);
}
Value values(Call& call)
{
    return parts(call, ListKind::values);
}
Value items(Call& call)
{
    return parts(call, ListKind::items);
}

Value update(Call& call)
{
    DictObject* object = own_dict(call);
    if (!object) return {};
    if (call.has(0) && !call.at(0).is_dict()) return call.machine.unfit(call.at(0), "is no dict");
    Pairs more = call.has(0) ? pairs_of(call.at(0)) : Pairs();
    for (const auto& [name, value] : call.keywords) more.emplace_back(borrowed(name), value);
    for (auto& [key, value] : more)
        if (call.machine.spend(object->pairs.size() / 16 + 1))
            put(*object, std::move(key), std::move(value));
    return None{};
}

Value pop_key(Call& call)
{
    DictObject* object = own_dict(call);
    if (!object) return {};
    for (auto at = object->pairs.begin(); at != object->pairs.end(); ++at)
        if (equal(at->first, call.at(0))) {
            Value out = at->second;
            object->pairs.erase(at);
            return out;
        }
    return call.has(1) ? call.at(1) : call.machine.value_error("there is nothing to pop");
}

Value setdefault(Call& call)
{
    DictObject* object = own_dict(call);
    if (!object) return {};
    if (std::optional<Value> found = item(call.self, call.at(0))) return std::move(*found);
    Value value = call.has(1) ? call.at(1) : none();
    put(*object, call.at(0), value);
    return value;
}

Value copy_dict(Call& call)
{
    Pairs all = pairs_of(call.self);
    if (!call.machine.spend(all.size() / 4)) return {};
    auto made = std::make_shared<DictObject>();
    made->pairs = std::move(all);
    return made;
}

constexpr Builtin dict_rows[] = {
    {"get", "key default?", &get},
    {"keys", "", &keys},
    {"values", "", &values},
    {"items", "", &items},
    {"update", "value? **", &update},
    {"pop", "key default?", &pop_key},
    {"setdefault", "key default?", &setdefault},
    {"copy", "", &copy_dict},
};

}  // namespace

std::span<const Builtin> list_methods()
{
    return list_rows;
}
std::span<const Builtin> dict_methods()
{
    return dict_rows;
}

}  // namespace rest::expr
