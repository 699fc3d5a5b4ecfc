// The series behind the table of metrics, bounded per metric.
//
// A metric whose series would pass limits::series_per_metric counts new label values as "other" in
// every label, and cxhub_series_folded_total counts that. A histogram's series are its buckets, sum
// and count. [any-thread]
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cx::telemetry {

class Series {
public:
    using Values = std::vector<std::string>;

    Series();
    ~Series();
    Series(const Series&) = delete;
    Series& operator=(const Series&) = delete;

    // `metric` is a name of the table and `values` has a value for each of its labels; anything
    // else is a programming mistake and asserted.
    void touch(std::string_view metric, const Values& values);  // Makes the series, at 0.
    void add(std::string_view metric, const Values& values, double amount);
    void set(std::string_view metric, const Values& values, double value);
    void observe(std::string_view metric, const Values& values, double value);
    // Forgets every series of the metric.
    void clear(std::string_view metric);

    std::string text() const;

private:
    struct Families;

    std::unique_ptr<Families> families_;
};

}  // namespace cx::telemetry
