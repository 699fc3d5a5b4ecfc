#include "api/mapping_labels.hpp"
#include "api/render.hpp"
#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"
#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

namespace cx::app {
namespace {

struct Exit {
    store::View& view;
    const model::Schema& schema;
    const model::Accepts& accepts;
    const api::Filter& filter;
};

std::string csv_cell(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

// "crm.contact@kr:C1" -> "C1": the id as the source gives it.
std::string source_id(const std::string& key)
{
    const std::size_t colon = key.find(':');
    return colon == std::string::npos ? key : key.substr(colon + 1);
}

void export_members(const Exit& exit)
{
    fmt::print("source,key,profile_id\n");
    exit.view.each_member([](const model::RecordKey& key, const std::string& profile_id) {
        fmt::print("{},{},{}\n", csv_cell(key.source), csv_cell(source_id(key.key)), profile_id);
        return true;
    });
}

void export_profiles(const Exit& exit)
{
    exit.view.each_profile([&](const model::ProfileVersion& profile) {
        fmt::print("{}\n", json::write(api::render_profile(profile, exit.filter)));
        return true;
    });
}

// A key is an identifier of a person; without the label only its digest leaves.
std::string shown_key(const Exit& exit, const std::string& key)
{
    const bool passes =
        exit.accepts.passes(model::LabelSet({"identity.key"}), exit.schema.taxonomy);
    return passes ? key : "digest:" + to_hex(hash128(key));
}

// Whom a record is about, for the gate.
std::string profile_of(const Exit& exit, const model::RecordVersion& version)
{
    if (version.kind == model::EntityKind::party) {
        const model::RecordKey keys[] = {version.key};
        const auto head = exit.view.heads(keys).front();
        return head ? head->profile_id : "";
    }
    const std::size_t colon = version.owner.find(':');
    if (colon == std::string::npos) return "";
    const auto ids = exit.view.profiles_with_key(version.owner.substr(0, colon),
                                                 version.owner.substr(colon + 1), 1);
    return ids.empty() ? "" : ids.front();
}

json::Value shown_data(const Exit& exit, const model::RecordVersion& version)
{
    std::vector<std::string> left_out;
    if (!exit.filter.gated()) return exit.filter.data(version, left_out);
    return exit.filter.about(profile_of(exit, version)).data(version, left_out);
}

void export_records(const Exit& exit)
{
    exit.view.each_version([&](const model::RecordVersion& version) {
        if (!version.current || version.op == model::RecordVersion::Op::remove) return true;
        json::Value out{json::Object{{"source", version.key.source},
                                     {"entity", version.key.entity},
                                     {"key", shown_key(exit, version.key.key)},
                                     {"version", version.version},
                                     {"mapping", version.mapping},
                                     {"recorded_at", to_rfc3339(version.recorded_at)},
                                     {"data", shown_data(exit, version)}}};
        if (version.occurred_at.micros) out["occurred_at"] = to_rfc3339(version.occurred_at);
        fmt::print("{}\n", json::write(out));
        return true;
    });
}

// Everything but ids and recorded times, sorted, so that two stores can be compared byte by byte.
// What the caller does not accept stands as digests, which compare as well.
void export_canonical(const Exit& exit)
{
    std::vector<std::string> lines;
    exit.view.each_version([&](const model::RecordVersion& version) {
        json::Array issues;
        for (const model::Issue& issue : version.issues) issues.push_back(model::to_json(issue));
        json::Value out{json::Object{
            {"kind", "record"},
            {"source", version.key.source},
            {"entity", version.key.entity},
            {"key", shown_key(exit, version.key.key)},
            {"op", model::to_text(version.op)},
            {"current", version.current},
            {"stream", version.origin.stream},
            {"origin", shown_key(exit, version.origin.key)},
            {"owner",
             version.owner.empty() ? json::Value() : json::Value(shown_key(exit, version.owner))},
            {"mapping", version.mapping},
            {"occurred_at", to_rfc3339(version.occurred_at)},
            {"hash", to_hex(version.hash)},
            {"data", shown_data(exit, version)},
            {"issues", std::move(issues)}}};
        lines.push_back(json::write(out));
        return true;
    });
    std::map<std::string, std::set<std::string>> members;
    exit.view.each_member([&](const model::RecordKey& key, const std::string& profile_id) {
        members[profile_id].insert(key.source + "/" + key.entity + "/" + shown_key(exit, key.key));
        return true;
    });
    exit.view.each_profile([&](const model::ProfileVersion& profile) {
        json::Array names;
        for (const std::string& name : members[profile.profile_id]) names.push_back(name);
        const json::Value shown = api::render_profile(profile, exit.filter);
        std::string whole = json::write(profile.golden);
        for (const model::Provenance& provenance : profile.provenance) {
            json::Value entry = model::to_json(provenance);
            if (json::Value* from = entry.find("version"))
                *from = json::Value();  // Of recording, not of content.
            whole += json::write(entry);
        }
        json::Value out{json::Object{{"kind", "profile"},
                                     {"entity", profile.entity},
                                     {"members", std::move(names)},
                                     {"data", *shown.find("data")},
                                     {"digest", to_hex(hash128(whole))}}};
        lines.push_back(json::write(out));
        return true;
    });
    for (const store::DecisionRow& row : exit.view.all_decisions())
        lines.push_back(json::write(json::Object{
            {"kind", "decision"},
            {"decision", row.kind == store::DecisionRow::Kind::must ? "must" : "cannot"},
            {"a", row.a.source + "/" + row.a.entity + "/" + shown_key(exit, row.a.key)},
            {"b", row.b.source + "/" + row.b.entity + "/" + shown_key(exit, row.b.key)}}));
    store::RejectFilter filter{.state = "", .limit = 1000};
    while (true) {
        const auto rejects = exit.view.rejects(filter);
        for (const store::RejectRow& row : rejects)
            lines.push_back(json::write(json::Object{{"kind", "reject"},
                                                     {"source", row.pipeline},
                                                     {"stream", row.stream},
                                                     {"key", shown_key(exit, row.key)},
                                                     {"position", row.position},
                                                     {"code", row.code},
                                                     {"state", row.state},
                                                     {"payload", to_hex(hash128(row.payload))}}));
        if (rejects.size() < 1000) break;
        filter.after_id = rejects.back().id;
    }
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) fmt::print("{}\n", line);
}

// Through the hub's own route, so that it is logged as a read like any other.
int export_person(const ExportArguments& arguments)
{
    if (arguments.who.empty()) {
        complain("say whose: cxhub export DIR person WHO");
        return exit_usage;
    }
    if (!arguments.accepts.empty() || !arguments.purposes.empty()) {
        complain(
            "this export is for the person, with all that is known of them; for less ask "
            "/v1/profiles/{id}/export with a token");
        return exit_usage;
    }
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    const auto id = find_one_profile(**hub, arguments.who);
    const auto answer = id ? (*hub)->get("/v1/profiles/" + encoded(*id) + "/export")
                           : Result<json::Value>(id.error());
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    fmt::print("{}", json::write_pretty(*answer));
    return std::fflush(stdout) == 0 ? exit_done : exit_failed;
}

}  // namespace

int command_export(const ExportArguments& arguments)
{
    if (arguments.what == "person") return export_person(arguments);
    const auto configuration = load_configuration(arguments.directory, false);
    if (!configuration) return exit_configuration;
    for (const std::string& label : arguments.accepts) {
        const bool family = label.ends_with(".*");
        if (family || configuration->schema.taxonomy.knows(label)) continue;
        complain(fmt::format("there is no label '{}'", label));
        return exit_usage;
    }
    SystemClock clock;
    const auto store =
        store::open_sqlite({.path = configuration->store_path, .read_only = true}, clock);
    if (!store) {
        complain(store.error().message);
        return exit_failed;
    }
    for (const std::string& purpose : arguments.purposes) {
        if (configuration->policy.knows(purpose)) continue;
        complain(fmt::format("there is no purpose '{}'", purpose));
        return exit_usage;
    }
    const auto view = (*store)->view();
    api::MappingLabels labels(**store);
    const api::ConsentGate gate(**store, configuration->policy, clock);
    const api::Purposes purposes{.gate = &gate, .names = arguments.purposes};
    const model::Accepts accepts(arguments.accepts);
    const api::Filter filter(configuration->schema, accepts, &labels, &purposes);
    const Exit exit{
        .view = *view, .schema = configuration->schema, .accepts = accepts, .filter = filter};
    if (arguments.what == "members") export_members(exit);
    if (arguments.what == "profiles") export_profiles(exit);
    if (arguments.what == "records") export_records(exit);
    if (arguments.what == "canonical") export_canonical(exit);
    for (const auto& [reason, count] : filter.tally())
        fmt::print(stderr, "left out by {}: {}\n", reason, count);
    return std::fflush(stdout) == 0 ? exit_done : exit_failed;
}

int command_store_check(const std::string& directory)
{
    const auto configuration = load_configuration(directory, false);
    if (!configuration) return exit_configuration;
    SystemClock clock;
    const auto store =
        store::open_sqlite({.path = configuration->store_path, .read_only = true}, clock);
    if (!store) {
        complain(store.error().message);
        return exit_failed;
    }
    const std::vector<std::string> problems = (*store)->check();
    for (const std::string& problem : problems) fmt::print("{}\n", problem);
    if (problems.empty()) fmt::print("{}: sound\n", configuration->store_path);
    return problems.empty() ? exit_done : exit_failed;
}

int command_store_backup(const std::string& directory, const std::string& target)
{
    const auto configuration = load_configuration(directory, false);
    if (!configuration) return exit_configuration;
    SystemClock clock;
    const auto store =
        store::open_sqlite({.path = configuration->store_path, .read_only = true}, clock);
    if (!store) {
        complain(store.error().message);
        return exit_failed;
    }
    try {
        (*store)->backup(target);
    } catch (const store::StoreError& error) {
        complain(error.what());
        return exit_failed;
    }
    fmt::print("{}\n", target);
    return exit_done;
}

}  // namespace cx::app
