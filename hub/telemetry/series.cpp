#include "telemetry/series.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "telemetry/telemetry.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cassert>
#include <map>
#include <mutex>

namespace cx::telemetry {
namespace {

constexpr std::string_view other = "other";
constexpr std::string_view folded_metric = "cxhub_series_folded_total";
constexpr std::size_t label_bytes = 200;

std::string label_value(const std::string& value)
{
    return value.size() <= label_bytes && is_utf8(value) ? value : std::string(other);
}

// One metric: its family of whichever type, and the series it has.
class MetricFamily {
public:
    MetricFamily(const Metric& metric, prometheus::Registry& registry) : metric_(metric)
    {
        const std::string name(metric.name);
        const std::string help(metric.help);
        switch (metric.type) {
            case Metric::Type::counter:
                counters_ = &prometheus::BuildCounter().Name(name).Help(help).Register(registry);
                break;
            case Metric::Type::gauge:
                gauges_ = &prometheus::BuildGauge().Name(name).Help(help).Register(registry);
                break;
            case Metric::Type::histogram:
                histograms_ =
                    &prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
                break;
        }
    }

    // Finds or makes the series and hands it to `use` under the lock; true where it was folded.
    template <typename Use>
    bool with(const Series::Values& values, Use use)
    {
        assert(values.size() == metric_.labels.size());
        Series::Values key;
        for (const std::string& value : values) key.push_back(label_value(value));

        const std::lock_guard lock(mutex_);
        bool folded = false;
        auto found = series_.find(key);
        if (found == series_.end() && full()) {
            key.assign(values.size(), std::string(other));
            found = series_.find(key);
            folded = true;
        }
        if (found == series_.end()) found = series_.emplace(key, make(key)).first;
        use(found->second);
        return folded;
    }

    void clear()
    {
        const std::lock_guard lock(mutex_);
        for (auto& [key, one] : series_) {
            if (one.counter) counters_->Remove(one.counter);
            if (one.gauge) gauges_->Remove(one.gauge);
            if (one.histogram) histograms_->Remove(one.histogram);
        }
        series_.clear();
    }

    struct One {
        prometheus::Counter* counter = nullptr;
        prometheus::Gauge* gauge = nullptr;
        prometheus::Histogram* histogram = nullptr;
    };

private:
    // One place is kept for "other".
    bool full() const
    {
        const std::size_t lines = metric_.buckets.empty() ? 1 : metric_.buckets.size() + 3;
        return (series_.size() + 2) * lines > limits::series_per_metric;
    }

    One make(const Series::Values& values) const
    {
        prometheus::Labels labels;
        for (std::size_t i = 0; i < values.size(); ++i)
            labels.emplace(std::string(metric_.labels[i]), values[i]);
        if (counters_) return {.counter = &counters_->Add(labels)};
        if (gauges_) return {.gauge = &gauges_->Add(labels)};
        const prometheus::Histogram::BucketBoundaries bounds(metric_.buckets.begin(),
                                                             metric_.buckets.end());
        return {.histogram = &histograms_->Add(labels, bounds)};
    }

    const Metric& metric_;
    prometheus::Family<prometheus::Counter>* counters_ = nullptr;
    prometheus::Family<prometheus::Gauge>* gauges_ = nullptr;
    prometheus::Family<prometheus::Histogram>* histograms_ = nullptr;
    std::mutex mutex_;
    std::map<Series::Values, One> series_;
};

}  // namespace

struct Series::Families {
    Families()
    {
        for (const Metric& metric : metrics()) all.try_emplace(metric.name, metric, registry);
    }

    template <typename Use>
    void with(std::string_view metric, const Values& values, Use use)
    {
        const auto found = all.find(metric);
        assert(found != all.end());
        if (!found->second.with(values, use)) return;
        all.at(folded_metric).with({std::string(metric)}, [](const MetricFamily::One& one) {
            one.counter->Increment();
        });
    }

    prometheus::Registry registry;
    std::map<std::string_view, MetricFamily> all;
};

Series::Series() : families_(std::make_unique<Families>()) {}
Series::~Series() = default;

void Series::touch(std::string_view metric, const Values& values)
{
    families_->with(metric, values, [](const MetricFamily::One&) {});
}

void Series::add(std::string_view metric, const Values& values, double amount)
{
    families_->with(metric, values,
                    [&](const MetricFamily::One& one) { one.counter->Increment(amount); });
}

void Series::set(std::string_view metric, const Values& values, double value)
{
    families_->with(metric, values, [&](const MetricFamily::One& one) { one.gauge->Set(value); });
}

void Series::observe(std::string_view metric, const Values& values, double value)
{
    families_->with(metric, values,
                    [&](const MetricFamily::One& one) { one.histogram->Observe(value); });
}

void Series::clear(std::string_view metric)
{
    families_->all.at(metric).clear();
}

std::string Series::text() const
{
    return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace cx::telemetry
