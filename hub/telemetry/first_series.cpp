#include "telemetry/first_series.hpp"

#include "base/bands.hpp"
#include "telemetry/telemetry.hpp"

namespace cx::telemetry {

void make_first_series(Series& series)
{
    for (const Metric& metric : metrics()) {
        if (metric.labels.empty())
            series.touch(metric.name, {});
        else
            series.touch("cxhub_series_folded_total", {std::string(metric.name)});
    }
    series.set("cxhub_config_last_reload_successful", {}, 1);
    for (const char* outcome : {"done", "refused", "restart_needed"})
        series.touch("cxhub_config_reloads_total", {outcome});
    for (const char* purged : {"raw", "rejects", "access", "audit"})
        series.touch("cxhub_purged_rows_total", {purged});
    for (const Band& band : bands())
        for (const char* metric : {"cxhub_identity_band_verdicts", "cxhub_identity_band_precision",
                                   "cxhub_identity_band_stopped"})
            series.touch(metric, {std::string(band.name)});
    for (const char* action :
         {"split", "merge", "forbid", "judge", "erase", "lift", "restrict", "unrestrict"})
        for (const char* outcome : {"done", "refused"})
            series.touch("cxhub_steward_actions_total", {action, outcome});
}

void make_series_of(Series& series, std::string_view label, const std::string& name,
                    const std::string& stream)
{
    for (const Metric& metric : metrics()) {
        if (metric.labels.empty() || metric.labels[0] != label) continue;
        if (metric.name.starts_with("cxhub_ingest_")) continue;  // Of those that receive.
        Series::Values values(metric.labels.size(), "other");
        values[0] = name;
        if (values.size() > 1 && metric.labels[1] == "stream") values[1] = stream;
        series.touch(metric.name, values);
    }
}

}  // namespace cx::telemetry
