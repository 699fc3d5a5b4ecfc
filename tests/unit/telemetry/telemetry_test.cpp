#include "telemetry/telemetry.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

namespace cx::telemetry {
namespace {

// Lines of one metric, buckets, sums and counts included; comments left out.
std::vector<std::string> lines_of(const std::string& scrape, const std::string& metric)
{
    std::vector<std::string> found;
    std::istringstream in(scrape);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(metric) && line.size() > metric.size() &&
            std::string("{ _").find(line[metric.size()]) != std::string::npos)
            found.push_back(line);
    return found;
}

bool has_line(const std::string& scrape, const std::string& wanted)
{
    return ("\n" + scrape).find("\n" + wanted + "\n") != std::string::npos;
}

class TelemetryTest : public testing::Test {
protected:
    TelemetryTest()
    {
        const std::vector<std::pair<std::string, std::string>> streams{{"erp", "customers"}};
        const std::vector<std::string> sinks{"warehouse"};
        const std::vector<std::pair<std::string, std::string>> routes{{"/v1/profiles/{id}", "GET"}};
        telemetry_->configured(streams, sinks);
        telemetry_->api_routes(routes);
    }

    void signal_everything()
    {
        BatchFigures figures;
        figures.read = 10;
        figures.accepted = 8;
        figures.rejected = 2;
        figures.rejected_by_code = {{"csv.quote", 2}};
        figures.issues = {{{"person", "email.format"}, 3}};
        figures.event_to_visible_seconds = {4.0, 2.0};
        figures.largest_component = 7;
        telemetry_->hub_started("0.1.0", "c0ffee");
        telemetry_->pipeline_state("erp", "customers", PipelineState::running);
        telemetry_->reloaded("refused", "0.1.0", "c0ffee", "a mistake");
        telemetry_->records_replayed("erp", "customers", 3);
        telemetry_->rejects_retried("erp", "customers", 2, 1, 0);
        telemetry_->stream_controlled("erp", "customers", "pause");
        telemetry_->batch_committed("erp", "customers", figures, Timestamp{1'700'000'000'500'000});
        telemetry_->poll_postponed("erp", "customers", "down", true, 1500);
        telemetry_->commit_failed("erp", "disk full");
        telemetry_->record_rejected("erp", "customers", "csv.quote", "a.csv:3", "erp.yaml:3");
        telemetry_->snapshot_held("erp", "customers", 60, 1000);
        telemetry_->receiver_configured("web");
        telemetry_->request_answered("web", 200, 0.01);
        telemetry_->request_failed("web", "events", "it broke");
        telemetry_->plugin_restarted("erp");
        telemetry_->plugin_log("erp", LogLevel::info, "hello");
        telemetry_->sink_delivered("warehouse", 5, 42, 0.25);
        telemetry_->sink_postponed("warehouse", "refused", 500);
        telemetry_->sink_rejected("warehouse", 1);
        telemetry_->export_refused("warehouse", "pii.direct", 2);
        telemetry_->sink_lag("warehouse", 3, Timestamp{1'700'000'000'000'000});
        telemetry_->steward_acted("split", true);
        telemetry_->api_answered("/v1/profiles/{id}", "GET", 200, 0.002);
        telemetry_->credential_expires("api", Timestamp{1'800'000'000'000'000});
        telemetry_->store_figures(1, 2, 3, 4, 5, 6, 7);
        telemetry_->identity_figures(8, 9);
        telemetry_->band_figures("0.99-1", 30, 0.5, true);
        telemetry_->band_trusted("0.99-1", false);
        telemetry_->note(LogLevel::info, "a note");
        telemetry_->hub_stopping("test");
    }

    ManualClock clock_{Timestamp{1'700'000'000'000'000}};
    std::unique_ptr<Telemetry> telemetry_ = make_telemetry({.to_stderr = false}, clock_);
};

TEST_F(TelemetryTest, EverySeriesOfWhatIsConfiguredStartsAtZero)
{
    const std::string scrape = telemetry_->scrape();
    for (const char* line : {
             "cxhub_records_read_total{pipeline=\"erp\",stream=\"customers\"} 0",
             "cxhub_records_accepted_total{pipeline=\"erp\",stream=\"customers\"} 0",
             "cxhub_records_rejected_total{code=\"other\",pipeline=\"erp\",stream=\"customers\"} 0",
             "cxhub_commit_seconds_count{pipeline=\"erp\",stream=\"customers\"} 0",
             "cxhub_pipeline_state{pipeline=\"erp\",stream=\"customers\"} 0",
             "cxhub_plugin_restarts_total{pipeline=\"erp\"} 0",
             "cxhub_sink_lag_changes{sink=\"warehouse\"} 0",
             "cxhub_sink_oldest_undelivered_timestamp_seconds{sink=\"warehouse\"} 0",
             "cxhub_export_refused_total{reason=\"other\",sink=\"warehouse\"} 0",
             "cxhub_steward_actions_total{action=\"merge\",outcome=\"refused\"} 0",
             "cxhub_series_folded_total{metric=\"cxhub_records_rejected_total\"} 0",
             "cxhub_rejects_open 0",
             "cxhub_identity_band_stopped{band=\"0.9-0.99\"} 0",
         })
        EXPECT_TRUE(has_line(scrape, line)) << line;
}

TEST_F(TelemetryTest, EveryRowOfTheTableIsServedOnceEverythingHappened)
{
    signal_everything();
    const std::string scrape = telemetry_->scrape();
    for (const Metric& metric : metrics()) {
        EXPECT_FALSE(lines_of(scrape, std::string(metric.name)).empty()) << metric.name;
        EXPECT_NE(scrape.find("# HELP " + std::string(metric.name) + " "), std::string::npos);
    }
}

TEST_F(TelemetryTest, SignalsArriveInTheirSeries)
{
    signal_everything();
    const std::string scrape = telemetry_->scrape();
    const std::string erp = "pipeline=\"erp\",stream=\"customers\"";
    EXPECT_TRUE(has_line(scrape, "cxhub_records_read_total{" + erp + "} 10"));
    EXPECT_TRUE(has_line(scrape, "cxhub_records_accepted_total{" + erp + "} 8"));
    EXPECT_TRUE(has_line(scrape, "cxhub_records_rejected_total{code=\"csv.quote\"," + erp + "} 2"));
    EXPECT_TRUE(has_line(scrape,
                         "cxhub_field_issues_total{code=\"email.format\",entity=\"person\","
                         "pipeline=\"erp\"} 3"));
    EXPECT_TRUE(has_line(
        scrape, "cxhub_pipeline_last_success_timestamp_seconds{" + erp + "} 1700000000.5"));
    EXPECT_TRUE(has_line(scrape, "cxhub_pipeline_lag_seconds{" + erp + "} 2"));
    EXPECT_TRUE(has_line(scrape, "cxhub_pipeline_state{" + erp + "} 5"));
    EXPECT_TRUE(has_line(scrape, "cxhub_pipeline_retry_seconds{" + erp + "} 1.5"));
    EXPECT_TRUE(has_line(scrape, "cxhub_snapshot_missing_records{" + erp + "} 60"));
    EXPECT_TRUE(has_line(scrape,
                         "cxhub_sink_oldest_undelivered_timestamp_seconds{sink=\"warehouse\"}"
                         " 1700000000"));
    EXPECT_TRUE(has_line(scrape, "cxhub_build_info{config_id=\"c0ffee\",version=\"0.1.0\"} 1"));
    EXPECT_TRUE(has_line(scrape, "cxhub_store_free_bytes 7"));
}

TEST_F(TelemetryTest, AHeldSnapshotIsNoLongerCountedOnceThePipelineRunsAgain)
{
    telemetry_->snapshot_held("erp", "customers", 60, 1000);
    telemetry_->pipeline_state("erp", "customers", PipelineState::running);
    EXPECT_TRUE(
        has_line(telemetry_->scrape(),
                 "cxhub_snapshot_missing_records{pipeline=\"erp\",stream=\"customers\"} 0"));
}

TEST_F(TelemetryTest, NothingUndeliveredHasNoOldestTime)
{
    telemetry_->sink_lag("warehouse", 3, Timestamp{1'700'000'000'000'000});
    telemetry_->sink_lag("warehouse", 0, Timestamp{1'700'000'000'000'000});
    EXPECT_TRUE(has_line(telemetry_->scrape(),
                         "cxhub_sink_oldest_undelivered_timestamp_seconds{sink=\"warehouse\"} 0"));
}

TEST_F(TelemetryTest, TenThousandRandomValuesStayWithinTheCapAndLoseNoCount)
{
    for (int i = 0; i < 10'000; ++i) {
        BatchFigures figures;
        figures.rejected_by_code = {{"code" + std::to_string(i), 1}};
        telemetry_->batch_committed("erp", "customers", figures, clock_.now());
        telemetry_->sink_delivered("sink" + std::to_string(i), 1, 1, 0.1);
    }
    const std::string scrape = telemetry_->scrape();

    const auto rejected = lines_of(scrape, "cxhub_records_rejected_total");
    EXPECT_EQ(rejected.size(), limits::series_per_metric);
    double total = 0;
    for (const std::string& line : rejected) total += std::stod(line.substr(line.rfind(' ')));
    EXPECT_EQ(total, 10'000);
    EXPECT_TRUE(has_line(scrape,
                         "cxhub_series_folded_total{metric=\"cxhub_records_rejected_total\"}"
                         " 9002"));
    for (const Metric& metric : metrics())
        EXPECT_LE(lines_of(scrape, std::string(metric.name)).size(), limits::series_per_metric)
            << metric.name;
}

TEST_F(TelemetryTest, LabelValuesThatAreTooLongOrNoTextBecomeOther)
{
    telemetry_->export_refused("warehouse", std::string(5000, 'x'), 1);
    telemetry_->export_refused("warehouse", "\xff\xfe", 1);
    EXPECT_TRUE(has_line(telemetry_->scrape(),
                         "cxhub_export_refused_total{reason=\"other\",sink=\"warehouse\"} 2"));
}

TEST_F(TelemetryTest, CountsFromManyThreadsAddUp)
{
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([this] {
            for (int i = 0; i < 500; ++i) {
                telemetry_->api_answered("/v1/profiles/{id}", "GET", 200, 0.001);
                if (i % 100 == 0) telemetry_->scrape();
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(has_line(telemetry_->scrape(),
                         "cxhub_api_requests_total{method=\"GET\","
                         "route=\"/v1/profiles/{id}\",status=\"200\"} 2000"));
}

TEST_F(TelemetryTest, TheProcessIsMeasured)
{
    if (!std::filesystem::exists("/proc/self")) GTEST_SKIP() << "/proc is not mounted";
    const std::string scrape = telemetry_->scrape();
    for (const char* metric :
         {"process_resident_memory_bytes", "process_virtual_memory_bytes", "process_open_fds",
          "process_max_fds", "process_start_time_seconds"}) {
        const auto lines = lines_of(scrape, metric);
        ASSERT_EQ(lines.size(), 1U) << metric;
        EXPECT_GT(std::stod(lines[0].substr(lines[0].rfind(' '))), 0) << lines[0];
    }
}

TEST_F(TelemetryTest, PromtoolFindsNothingToComplainAbout)
{
    if (std::system("command -v promtool >/dev/null 2>&1") != 0) {
        SUCCEED() << "promtool is not installed; the names are checked by the test below";
        return;
    }
    signal_everything();
    const auto path = std::filesystem::temp_directory_path() / "cxhub_telemetry_test.prom";
    std::ofstream(path) << telemetry_->scrape();
    const std::string command = "promtool check metrics <" + path.string() + " 2>&1";
    std::string said;
    FILE* const pipe = popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::array<char, 256> buffer{};
    while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe)) said += buffer.data();
    EXPECT_EQ(pclose(pipe), 0);
    EXPECT_EQ(said, "");
    std::filesystem::remove(path);
}

TEST(MetricsTable, NamesFollowTheRules)
{
    std::set<std::string_view> seen;
    for (const Metric& metric : metrics()) {
        EXPECT_TRUE(seen.insert(metric.name).second) << metric.name;
        EXPECT_TRUE(metric.name.starts_with("cxhub_") || metric.name.starts_with("process_"));
        EXPECT_EQ(metric.name.ends_with("_total"), metric.type == Metric::Type::counter)
            << metric.name;
        EXPECT_EQ(metric.buckets.empty(), metric.type != Metric::Type::histogram) << metric.name;
        EXPECT_TRUE(metric.help.ends_with(".")) << metric.name;
        EXPECT_TRUE(std::is_sorted(metric.buckets.begin(), metric.buckets.end())) << metric.name;
    }
}

TEST(MetricsTable, TheReferencePageHasARowForEach)
{
    const std::string page = describe_metrics_markdown();
    for (const Metric& metric : metrics())
        EXPECT_NE(page.find("| `" + std::string(metric.name) + "` |"), std::string::npos);
}

}  // namespace
}  // namespace cx::telemetry
