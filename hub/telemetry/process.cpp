#include "telemetry/process.hpp"

#include "telemetry/series.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace cx::telemetry {
namespace {

// The fields of /proc/self/stat from the third on (proc(5)); the second may hold spaces and ends
// with the last ')'.
std::vector<double> stat_fields()
{
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const std::size_t end_of_name = line.rfind(')');
    if (end_of_name == std::string::npos || end_of_name + 4 > line.size()) return {};
    std::istringstream rest(line.substr(end_of_name + 4));  // Past ") S", the state.
    std::vector<double> fields;
    for (double value = 0; rest >> value;) fields.push_back(value);
    return fields;
}

double boot_time_seconds()
{
    std::ifstream file("/proc/stat");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("btime ")) return std::stod(line.substr(6));
    return 0;
}

double count_open_fds()
{
    std::error_code ignored;
    double count = 0;
    for (std::filesystem::directory_iterator fd("/proc/self/fd", ignored), end; fd != end;
         fd.increment(ignored))
        ++count;
    return count;
}

}  // namespace

ProcessFigures read_process()
{
    ProcessFigures figures;
    // Numbered as in proc(5); `fields` begins with field 4.
    const std::vector<double> fields = stat_fields();
    const auto field = [&](std::size_t number) {
        return number - 4 < fields.size() ? fields[number - 4] : 0.0;
    };
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    figures.cpu_seconds = (field(14) + field(15)) / ticks;
    figures.start_time_seconds = boot_time_seconds() + field(22) / ticks;
    figures.virtual_bytes = field(23);
    figures.resident_bytes = field(24) * static_cast<double>(sysconf(_SC_PAGESIZE));
    figures.open_fds = count_open_fds();
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        figures.max_fds = static_cast<double>(limit.rlim_cur);
    return figures;
}

void ProcessGauges::measure(Series& series)
{
    const std::lock_guard lock(mutex_);
    const ProcessFigures figures = read_process();
    series.add("process_cpu_seconds_total", {},
               std::max(0.0, figures.cpu_seconds - cpu_seconds_counted_));
    cpu_seconds_counted_ = std::max(cpu_seconds_counted_, figures.cpu_seconds);
    series.set("process_resident_memory_bytes", {}, figures.resident_bytes);
    series.set("process_virtual_memory_bytes", {}, figures.virtual_bytes);
    series.set("process_open_fds", {}, figures.open_fds);
    series.set("process_max_fds", {}, figures.max_fds);
    series.set("process_start_time_seconds", {}, figures.start_time_seconds);
}

}  // namespace cx::telemetry
