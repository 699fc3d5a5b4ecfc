// The Grafana dashboard: a panel for each metric of the table, so that none is forgotten and none
// is named that does not exist.
#include "telemetry/telemetry.hpp"

#include <cx/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace cx::telemetry {
namespace {

constexpr int panel_width = 8;  // Of Grafana's 24 columns.
constexpr int panel_height = 7;

// Beginnings of names -> the row of the dashboard; the first that fits.
struct Section {
    std::string_view title;
    std::vector<std::string_view> names;
};

const std::vector<Section>& sections()
{
    static const std::vector<Section> rows{
        {"Identity",
         {"cxhub_profile", "cxhub_party_", "cxhub_state_records", "cxhub_event_records",
          "cxhub_identity_", "cxhub_component", "cxhub_keys_", "cxhub_steward_"}},
        {"Sinks and exits", {"cxhub_sink_", "cxhub_export_", "cxhub_changes_"}},
        {"The hub itself",
         {"cxhub_api_", "cxhub_store_", "cxhub_series_", "cxhub_build_", "cxhub_credential_",
          "process_"}},
        {"Intake", {"cxhub_"}},
    };
    return rows;
}

const Section& section_of(const Metric& metric)
{
    for (const Section& section : sections())
        for (const std::string_view name : section.names)
            if (metric.name.starts_with(name)) return section;
    return sections().back();
}

bool has_label(const Metric& metric, std::string_view label)
{
    return std::find(metric.labels.begin(), metric.labels.end(), label) != metric.labels.end();
}

// {pipeline=~"$pipeline",sink=~"$sink"}, for what the metric has of them.
std::string selector(const Metric& metric)
{
    std::string text;
    for (const std::string_view label : {"pipeline", "sink"})
        if (has_label(metric, label))
            text += fmt::format("{}{}=~\"${}\"", text.empty() ? "" : ",", label, label);
    return text.empty() ? "" : "{" + text + "}";
}

std::string legend(const Metric& metric)
{
    std::string text;
    for (const std::string_view label : metric.labels)
        text += fmt::format("{}{{{{{}}}}}", text.empty() ? "" : " ", label);
    return text;
}

json::Value target(const std::string& expression, const std::string& legend_text, char id)
{
    return json::Object{
        {"expr", expression},
        {"legendFormat", legend_text},
        {"refId", std::string(1, id)},
        {"datasource", json::Object{{"type", "prometheus"}, {"uid", "${datasource}"}}}};
}

json::Array targets(const Metric& metric)
{
    const std::string chosen = selector(metric);
    json::Array list;
    switch (metric.type) {
        case Metric::Type::counter:
            list.push_back(target(fmt::format("rate({}{}[$__rate_interval])", metric.name, chosen),
                                  legend(metric), 'A'));
            break;
        case Metric::Type::gauge:
            list.push_back(target(fmt::format("{}{}", metric.name, chosen), legend(metric), 'A'));
            break;
        case Metric::Type::histogram: {
            std::string by;
            for (const std::string_view label : metric.labels) by += fmt::format(", {}", label);
            char id = 'A';
            for (const char* const quantile : {"0.5", "0.95"})
                list.push_back(target(fmt::format("histogram_quantile({}, sum by (le{}) "
                                                  "(rate({}_bucket{}[$__rate_interval])))",
                                                  quantile, by, metric.name, chosen),
                                      fmt::format("{} p{}", legend(metric), quantile + 2), id++));
            break;
        }
    }
    return list;
}

std::string unit(const Metric& metric)
{
    const bool counted = metric.type == Metric::Type::counter;
    if (metric.name.ends_with("_timestamp_seconds") || metric.name.ends_with("start_time_seconds"))
        return "dateTimeFromNow";
    if (metric.name.ends_with("_seconds")) return "s";
    if (metric.name.ends_with("_bytes")) return "bytes";
    return counted ? "cps" : "short";
}

json::Value panel(const Metric& metric, int id, int x, int y)
{
    json::Array queries = targets(metric);
    // Grafana wants times in milliseconds.
    const bool time = unit(metric) == "dateTimeFromNow";
    if (time)
        for (json::Value& query : queries) query["expr"] = query.text_of("expr") + " * 1000 > 0";
    return json::Object{
        {"id", id},
        {"type", time ? "stat" : "timeseries"},
        {"title", metric.name},
        {"description", metric.help},
        {"datasource", json::Object{{"type", "prometheus"}, {"uid", "${datasource}"}}},
        {"fieldConfig", json::Object{{"defaults", json::Object{{"unit", unit(metric)}}},
                                     {"overrides", json::Array{}}}},
        {"gridPos", json::Object{{"h", panel_height}, {"w", panel_width}, {"x", x}, {"y", y}}},
        {"targets", std::move(queries)}};
}

json::Value row(std::string_view title, int id, int y)
{
    return json::Object{{"id", id},
                        {"type", "row"},
                        {"title", title},
                        {"collapsed", false},
                        {"gridPos", json::Object{{"h", 1}, {"w", 24}, {"x", 0}, {"y", y}}},
                        {"panels", json::Array{}}};
}

json::Array panels()
{
    json::Array all;
    int id = 0;
    int y = 0;
    for (const char* const title : {"Intake", "Sinks and exits", "Identity", "The hub itself"}) {
        all.push_back(row(title, ++id, y++));
        int x = 0;
        for (const Metric& metric : metrics()) {
            if (section_of(metric).title != title) continue;
            all.push_back(panel(metric, ++id, x, y));
            x += panel_width;
            if (x < 24) continue;
            x = 0;
            y += panel_height;
        }
        if (x > 0) y += panel_height;
    }
    return all;
}

json::Value choice(const char* name, const char* metric)
{
    return json::Object{
        {"name", name},
        {"type", "query"},
        {"query", fmt::format("label_values({}, {})", metric, name)},
        {"datasource", json::Object{{"type", "prometheus"}, {"uid", "${datasource}"}}},
        {"includeAll", true},
        {"allValue", ".*"},
        {"multi", true},
        {"refresh", 2}};
}

}  // namespace

std::string describe_dashboard()
{
    return json::write_pretty(json::Object{
        {"title", "cxhub"},
        {"uid", "cxhub"},
        {"tags", json::Array{"cxhub"}},
        {"schemaVersion", 38},
        {"editable", true},
        {"refresh", "30s"},
        {"time", json::Object{{"from", "now-6h"}, {"to", "now"}}},
        {"templating",
         json::Object{{"list", json::Array{json::Object{{"name", "datasource"},
                                                        {"type", "datasource"},
                                                        {"query", "prometheus"}},
                                           choice("pipeline", "cxhub_pipeline_state"),
                                           choice("sink", "cxhub_sink_lag_changes")}}}},
        {"panels", panels()}});
}

}  // namespace cx::telemetry
