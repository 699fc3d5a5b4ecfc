#include "rest/read/router.hpp"

#include "rest/read/walk.hpp"

#include <functional>

namespace rest {
namespace {

using cx::Status;
using cx::json::Array;
using cx::json::Object;
using cx::json::Value;

class ListRouter final : public Router {
public:
    ListRouter(const RouterPlan& plan, const Value& config, std::int64_t now_us)
    {
        Scope scope(now_us);
        scope.set("config", &config).set("parameters", &plan.parameters);
        cx::Result<std::string> field = plan.field.text(scope);
        cx::Result<Value> values = plan.computed ? plan.computed->value(scope) : plan.values;
        if (!field)
            error_ = cx::failed(field.error());
        else
            field_ = *std::move(field);
        if (!values)
            error_ = cx::failed(values.error());
        else if (values->is_array())
            values_ = std::move(values->as_array());
        else
            error_ = cx::failed("the values of a ListPartitionRouter are no list");
    }

    Status next(std::optional<Partition>& partition) override
    {
        partition.reset();
        if (error_.code != CX_OK) return error_;
        if (at_ >= values_.size()) return cx::ok();
        partition.emplace();
        partition->values[field_] = values_[at_++];
        return cx::ok();
    }
    Value position() const override { return static_cast<std::uint64_t>(at_); }
    void restore(const Value& position) override
    {
        at_ = static_cast<std::size_t>(position.integer().value_or(0));
    }

private:
    std::string field_;
    Array values_;
    Status error_;
    std::size_t at_ = 0;
};

const Value* at_path(const Value& record, const std::vector<std::string>& path)
{
    const Value* at = &record;
    for (const std::string& step : path) {
        at = at->find(step);
        if (!at) return nullptr;
    }
    return at;
}

// The records of parent streams, one parent after the other, a page of one in memory at a time.
class ParentRouter final : public Router {
public:
    ParentRouter(const RouterPlan& plan, Surroundings& around, const States& states,
                 std::int64_t now_us)
        : plan_(plan), around_(around), states_(states), now_us_(now_us)
    {
    }

    Status next(std::optional<Partition>& partition) override
    {
        partition.reset();
        while (parent_ < plan_.parents.size()) {
            if (Status status = begin(); status.code != CX_OK) return status;
            bool end = false;
            if (Status status = fill(end); status.code != CX_OK) return status;
            if (end) {
                finish_parent();
                continue;
            }
            while (at_ < page_.records.size())
                if (take(page_.records[at_++], partition)) return cx::ok();
            has_page_ = false;
            at_ = 0;
            if (Status status = walk_->consumed(page_); status.code != CX_OK) return status;
        }
        return cx::ok();
    }
    Value position() const override
    {
        Object out{{"parent", static_cast<std::uint64_t>(parent_)},
                   {"at", static_cast<std::uint64_t>(at_)}};
        if (walk_ || place_.started_us != 0)
            out["place"] = (walk_ ? walk_->place() : place_).write();
        return out;
    }
    void restore(const Value& position) override
    {
        const auto number = [&](std::string_view name) {
            const Value* value = position.find(name);
            return value ? static_cast<std::size_t>(value->integer().value_or(0)) : 0;
        };
        parent_ = number("parent");
        at_ = number("at");
        walk_.reset();
        has_page_ = false;
        if (const Value* place = position.find("place")) place_ = Place::read(*place);
    }
    void finish(States& states) const override
    {
        for (const auto& [name, state] : finished_) states.parents[name] = state;
    }

private:
    const ParentPlan& plan() const { return plan_.parents[parent_]; }

    Status begin()
    {
        if (walk_) return cx::ok();
        const StreamPlan& stream = *plan().stream;
        const auto known = states_.parents.find(stream.name);
        parent_states_ = {};
        if (plan().incremental && known != states_.parents.end() && stream.cursor)
            parent_states_ =
                States::read(known->second, cursor_field(stream), !stream.routers.empty());
        if (place_.started_us == 0) place_.started_us = now_us_;
        walk_ = std::make_unique<Walk>(plan().stream, around_, parent_states_, std::move(place_),
                                       !plan().incremental);
        place_ = {};
        Scope scope(now_us_);
        scope.set("config", &around_.config).set("parameters", &plan().parameters);
        cx::Result<std::string> field = plan().field.text(scope);
        if (!field) return cx::failed(field.error());
        field_ = *std::move(field);
        key_.clear();
        for (const Template& step : plan().key) {
            cx::Result<std::string> text = step.text(scope);
            if (!text) return cx::failed(text.error());
            key_.push_back(*std::move(text));
        }
        return cx::ok();
    }
    std::string cursor_field(const StreamPlan& stream) const
    {
        Scope scope(now_us_);
        scope.set("config", &around_.config).set("parameters", &stream.cursor->parameters);
        const cx::Result<std::string> field = stream.cursor->field.text(scope);
        return field ? *field : "";
    }
    Status fill(bool& end)
    {
        if (has_page_) return cx::ok();
        Status status = walk_->next(page_, end);
        if (status.code == CX_OK && !end && page_.wait.count() > 0)
            return cx::retry("a job of stream '" + plan().stream->name + "' is not done yet",
                             static_cast<std::uint32_t>(page_.wait.count()));
        has_page_ = status.code == CX_OK && !end;
        return status;
    }
    void finish_parent()
    {
        const StreamPlan& stream = *plan().stream;
        walk_->finish(around_.host.now_us());
        if (plan().incremental && stream.cursor)
            finished_[stream.name] =
                parent_states_.write(cursor_field(stream), !stream.routers.empty());
        walk_.reset();
        at_ = 0;
        ++parent_;
    }
    bool take(const Value& record, std::optional<Partition>& partition) const
    {
        const Value* key = at_path(record, key_);
        if (!key) return false;
        partition.emplace();
        partition->values[field_] = *key;
        partition->values["parent_slice"] = walk_->slice().partition.values;
        for (const auto& path : plan().extra) {
            std::string name;
            for (const std::string& step : path) name += (name.empty() ? "" : ".") + step;
            const Value* value = at_path(record, path);
            partition->extra[name] = value ? *value : Value();
        }
        return true;
    }

    const RouterPlan& plan_;
    Surroundings& around_;
    const States& states_;
    std::int64_t now_us_;
    std::size_t parent_ = 0;
    std::unique_ptr<Walk> walk_;
    Place place_;
    States parent_states_;
    Page page_;
    bool has_page_ = false;
    std::size_t at_ = 0;
    std::string field_;
    std::vector<std::string> key_;
    std::map<std::string, Value, std::less<>> finished_;
};

// For each partition of the first all of the second.
class ProductRouter final : public Router {
public:
    using Make = std::function<std::unique_ptr<Router>()>;

    ProductRouter(std::unique_ptr<Router> outer, Make make_inner)
        : outer_(std::move(outer)), make_inner_(std::move(make_inner)), inner_(make_inner_())
    {
    }

    Status next(std::optional<Partition>& partition) override
    {
        partition.reset();
        while (true) {
            if (!has_outer_) {
                std::optional<Partition> outer;
                if (Status status = outer_->next(outer); status.code != CX_OK) return status;
                if (!outer) return cx::ok();
                at_ = *std::move(outer);
                has_outer_ = true;
            }
            if (Status status = inner_->next(partition); status.code != CX_OK) return status;
            if (partition) return combine(*partition), cx::ok();
            has_outer_ = false;
            kept_ = std::move(inner_);
            inner_ = make_inner_();
        }
    }
    Value position() const override
    {
        Object out{{"outer", outer_->position()}, {"inner", inner_->position()}};
        if (has_outer_) out["at"] = at_.values;
        if (has_outer_ && !at_.extra.is_null()) out["extra"] = at_.extra;
        return out;
    }
    void restore(const Value& position) override
    {
        if (const Value* outer = position.find("outer")) outer_->restore(*outer);
        if (const Value* inner = position.find("inner")) inner_->restore(*inner);
        const Value* at = position.find("at");
        has_outer_ = at != nullptr;
        if (at) at_.values = *at;
        if (const Value* extra = position.find("extra")) at_.extra = *extra;
    }
    void finish(States& states) const override
    {
        outer_->finish(states);
        if (kept_) kept_->finish(states);
    }

private:
    void combine(Partition& partition) const
    {
        for (const auto& [name, value] : at_.values.as_object())
            if (!partition.values.find(name)) partition.values[name] = value;
        if (at_.extra.is_object())
            for (const auto& [name, value] : at_.extra.as_object()) partition.extra[name] = value;
    }

    std::unique_ptr<Router> outer_;
    Make make_inner_;
    std::unique_ptr<Router> inner_;
    std::unique_ptr<Router> kept_;  // The last one that came to its end
    Partition at_;
    bool has_outer_ = false;
};

std::unique_ptr<Router> make_one(const RouterPlan& plan, Surroundings& around, const States& states,
                                 std::int64_t now_us)
{
    if (plan.kind == RouterPlan::Kind::list)
        return std::make_unique<ListRouter>(plan, around.config, now_us);
    return std::make_unique<ParentRouter>(plan, around, states, now_us);
}

}  // namespace

std::unique_ptr<Router> make_router(const StreamPlan& plan, Surroundings& around,
                                    const States& states, std::int64_t now_us)
{
    std::unique_ptr<Router> all = make_one(plan.routers.front(), around, states, now_us);
    for (std::size_t i = 1; i < plan.routers.size(); ++i) {
        const RouterPlan& inner = plan.routers[i];
        all = std::make_unique<ProductRouter>(
            std::move(all), [&, now_us] { return make_one(inner, around, states, now_us); });
    }
    return all;
}

}  // namespace rest
