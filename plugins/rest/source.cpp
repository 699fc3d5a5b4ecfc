#include "rest/source.hpp"

#include "rest/manifest/dynamic.hpp"
#include "rest/manifest/manifest.hpp"
#include "rest/manifest/specification.hpp"
#include "rest/read/record.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace rest {
namespace {

using cx::Status;
using cx::json::Object;
using cx::json::Value;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds poll_time{700};
constexpr std::chrono::milliseconds short_pause{200};

}  // namespace

RestSource::RestSource(RestOptions options, cx::StreamOptions<StreamOptions> streams, cx::Host host)
    : host_(host)
{
    cx::Result<Manifest> manifest = Manifest::load(options.manifest);
    if (!manifest) throw cx::BadOptions(manifest.error().message);
    manifest_ = std::make_unique<Manifest>(*std::move(manifest));
    make_ready(options.config);
    around_ = std::make_unique<Surroundings>(std::move(options.config), options,
                                             std::move(options.base_url), host);
    if (const NodePtr node = manifest_->budget()) {
        cx::Result<Budget> budget = Budget::of(*node, around_->config, host.now_us());
        if (!budget) throw cx::BadOptions("api_budget: " + budget.error().message);
        around_->budget = *std::move(budget);
    }
    add_configured_streams();
    for (const auto& [name, own] : streams) {
        cx::Result<Stream> stream = make_stream(name, own);
        if (!stream) throw cx::BadOptions("stream '" + name + "': " + stream.error().message);
        streams_.emplace(name, *std::move(stream));
    }
}

RestSource::~RestSource() = default;

// The options as the manifest wants them.
void RestSource::make_ready(Value& config) const
{
    const Normalization& rules = manifest_->normalization();
    const auto check = [](const cx::Result<cx::Done>& done) {
        if (!done) throw cx::BadOptions("config_normalization_rules: " + done.error().message);
    };
    if (!config.is_object()) config = Object{};
    check(rules.migrate(config, host_.now_us()));
    const Value specification = manifest_->specification();
    fill_defaults(config, specification);
    const std::string missing = missing_option(config, specification);
    if (!missing.empty()) throw cx::BadOptions("the manifest wants the option '" + missing + "'");
    check(rules.apply(config, host_.now_us()));
}

void RestSource::add_configured_streams()
{
    for (const NodePtr& dynamic : manifest_->dynamic()) {
        if (values_from(*dynamic) != ValuesFrom::configuration) continue;
        Findings findings;
        check_dynamic(*dynamic, findings);
        if (!findings.missing.empty())
            throw cx::BadOptions("the manifest's dynamic streams do not run: " +
                                 findings.missing.front());
        const cx::Result<cx::Done> added = manifest_->add(
            *dynamic, values_of(*dynamic, around_->config), around_->config, host_.now_us());
        if (!added) throw cx::BadOptions(added.error().message);
    }
}

// One without a plan where only the system can tell whether there is such a stream.
cx::Result<RestSource::Stream> RestSource::make_stream(const std::string& name,
                                                       const StreamOptions& options) const
{
    const auto bad = [](const std::string& why) { return cx::Error{"rest.option", why}; };
    Findings findings;
    Stream stream;
    stream.options = options;
    const std::string& known = options.stream.empty() ? name : options.stream;
    stream.plan = manifest_->stream(known, findings);
    if (!stream.plan && !asked_for_streams_)
        for (const NodePtr& dynamic : manifest_->dynamic())
            if (values_from(*dynamic) == ValuesFrom::system) return stream;
    if (!stream.plan) return bad("the manifest has no stream '" + known + "'");
    if (!findings.missing.empty()) return bad("it does not run: " + findings.missing.front());
    const StreamPlan& later = stream.plan->with_state ? *stream.plan->with_state : *stream.plan;
    if (options.mode == "incremental" && !later.cursor)
        return bad("option 'mode': the manifest does not tell what changed; use whole or snapshot");
    if (later.cursor && (options.mode.empty() || options.mode == "incremental"))
        stream.mode = Mode::incremental;
    if (options.mode == "snapshot") stream.mode = Mode::snapshot;
    if (later.cursor && later.cursor->kind == CursorPlan::Kind::delta) {
        stream.field = "delta_link";
    } else if (later.cursor) {
        const auto stretches = Stretches::of(*later.cursor, around_->config, host_.now_us());
        if (!stretches) return stretches.error();
        stream.field = stretches->field();
    }
    return stream;
}

Status RestSource::find_streams()
{
    for (const NodePtr& dynamic : manifest_->dynamic()) {
        if (values_from(*dynamic) != ValuesFrom::system) continue;
        Findings findings;
        check_dynamic(*dynamic, findings);
        const auto lister = Manifest::lister(*dynamic, findings);
        if (!lister || !findings.missing.empty())
            return cx::failed(
                "the manifest's dynamic streams do not run: " +
                (findings.missing.empty() ? "no retriever" : findings.missing.front()));
        std::vector<Value> values;
        Status status = read_all(lister, *around_, dynamic_streams_max, values);
        if (status.code != CX_OK) return status;
        const auto added = manifest_->add(*dynamic, values, around_->config, host_.now_us());
        if (!added) return cx::failed(added.error());
    }
    asked_for_streams_ = true;
    return cx::ok();
}

Status RestSource::look_up(const std::string& name, Stream& stream)
{
    if (stream.plan) return cx::ok();
    if (!asked_for_streams_)
        if (Status status = find_streams(); status.code != CX_OK) return status;
    cx::Result<Stream> made = make_stream(name, stream.options);
    if (!made) return cx::failed("stream '" + name + "': " + made.error().message);
    stream = *std::move(made);
    return cx::ok();
}

// Takes up the read where the cursor stands: in memory, where it is the one written last.
Status RestSource::resume(Stream& stream, std::string_view cursor)
{
    if (stream.run && cursor == stream.cursor) return cx::ok();
    const cx::Result<Value> value =
        cursor.empty() ? cx::Result<Value>(Object{}) : cx::json::parse(cursor);
    if (!value || !value->is_object()) return cx::failed("the cursor is none of this plugin's");
    stream.run = std::make_unique<Run>();
    stream.pending = {};
    Run& run = *stream.run;
    std::shared_ptr<const StreamPlan> plan = stream.plan;
    const Value* state = value->find("state");
    const Value* place = value->find("place");
    const bool later = place ? value->find("later") != nullptr : state && !state->empty();
    if (plan->with_state && later) plan = plan->with_state;
    if (state) run.states = States::read(*state, stream.field, !plan->routers.empty());
    run.resumed = place != nullptr;
    run.walk =
        std::make_unique<Walk>(plan, *around_, run.states, place ? Place::read(*place) : Place{},
                               stream.mode != Mode::incremental);
    return cx::ok();
}

Status RestSource::fill(Stream& stream, bool& end)
{
    Run& run = *stream.run;
    if (run.has_page) return cx::ok();
    Status status = run.walk->next(run.page, end);
    run.has_page = status.code == CX_OK && !end && run.page.wait.count() == 0;
    return status;
}

// Writes what is left of the page; `full` tells that nothing more may be written, be it in the
// middle of the page or at its end.
void RestSource::write_page(Stream& stream, cx::BatchWriter& out, bool& full)
{
    Run& run = *stream.run;
    Place& place = run.walk->place();
    const std::size_t records = run.page.records.size();
    Scope scope(place.started_us);
    scope.set("config", &around_->config).set("stream_slice", &run.walk->slice().view);
    scope.set("parameters", &run.walk->plan().selector_parameters);
    RecordWriter writer(run.walk->plan(), std::move(scope));
    std::size_t at = place.given;
    if (run.resumed && at > 0) at = writer.behind(run.page, at, place.last_key);
    run.resumed = false;
    for (; at < records && !full; ++at) {
        full = !writer.write(run.page, at, out);
        place.given = at + 1;
    }
    if (writer.lacks_key() && !std::exchange(stream.told_of_keys, true))
        host_.warn(
            "records have nothing where the manifest's primary_key looks; their content stands for "
            "it, so that a changed record is another one");
    if (full) place.last_key = writer.key();
    run.has_page = at < records;
}

void RestSource::write_cursor(Stream& stream, cx::BatchWriter& out, bool more)
{
    const Run& run = *stream.run;
    Object cursor{{"place", run.walk->place().write()}};
    Value state = run.states.write(stream.field, run.walk->partitioned());
    if (!state.empty()) cursor["state"] = std::move(state);
    if (&run.walk->plan() != stream.plan.get()) cursor["later"] = true;
    stream.cursor = cx::json::write(std::move(cursor));
    out.cursor(stream.cursor, more);
}

void RestSource::finish(Stream& stream, cx::BatchWriter& out)
{
    Run& run = *stream.run;
    run.walk->finish(host_.now_us());
    const bool gaps = run.walk->place().gaps;
    Object cursor;
    if (stream.mode == Mode::incremental) {
        Value state = run.states.write(stream.field, run.walk->partitioned());
        if (!state.empty()) cursor["state"] = std::move(state);
    }
    stream.cursor = cx::json::write(std::move(cursor));
    stream.run.reset();
    if (stream.mode != Mode::snapshot) return out.cursor(stream.cursor);
    if (!gaps) return out.snapshot_end(stream.cursor);
    host_.warn("answers were ignored, so nothing is deleted by this snapshot");
    out.cursor(stream.cursor);
}

// Waits a moment for what is not there yet: the hub asks again at once, and other streams of the
// instance want their turn.
void RestSource::pause(std::chrono::milliseconds wait, std::uint32_t patience_ms)
{
    const auto most = std::max(short_pause, std::chrono::milliseconds(patience_ms));
    host_.sleep_ms(static_cast<std::uint32_t>(std::min(wait, most).count()));
}

Status RestSource::poll(const cx::Poll& poll, cx::BatchWriter& out)
{
    const auto found = streams_.find(poll.stream);
    if (found == streams_.end())
        return cx::failed("there is no stream '" + std::string(poll.stream) + "'");
    Stream& stream = found->second;
    if (Status status = look_up(found->first, stream); status.code != CX_OK) return status;
    if (Status status = resume(stream, poll.cursor); status.code != CX_OK) return status;
    if (stream.pending.code != CX_OK) return std::exchange(stream.pending, cx::ok());
    const Clock::time_point until = Clock::now() + poll_time;
    bool full = false;
    bool moved = false;
    bool more = true;
    while (true) {
        bool end = false;
        Status status = fill(stream, end);
        if (status.code != CX_OK) {
            if (!moved) return status;
            stream.pending = std::move(status);
            break;
        }
        if (end) {
            finish(stream, out);
            return cx::ok();
        }
        if (!stream.run->has_page) {
            // What has no end is asked again by its schedule; the connection stays.
            more = !stream.run->page.endless || moved;
            if (!moved && more) pause(stream.run->page.wait, poll.wait_ms);
            break;
        }
        moved = true;
        write_page(stream, out, full);
        if (stream.run->has_page) break;
        status = stream.run->walk->consumed(stream.run->page);
        if (status.code != CX_OK) return status;
        if (full || Clock::now() >= until || host_.stopping()) break;
    }
    write_cursor(stream, out, more);
    return cx::ok();
}

}  // namespace rest
