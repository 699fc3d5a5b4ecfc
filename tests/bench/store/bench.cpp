// What the store costs, beside raw SQLite in the same run:
//
//     bench_store [RECORDS] [FOLDER]     default 100000, the folder for temporary files
//
// Loads people with one key and with ten, then measures the reads of a batch and the commit of one
// changed record. Prints absolute figures and ratios; judges nothing.
#include "base/ids.hpp"
#include "people.hpp"
#include "raw.hpp"
#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

namespace cx::bench {
namespace {

constexpr int batch_records = 5000;
using Seconds = std::chrono::duration<double>;
using Timer = std::chrono::steady_clock;

struct Load {
    double seconds = 0;
    double last_rate = 0;  // Records a second in the last batch, with the store at its full size.
    double cpu_seconds = 0;
};

// Does what the pipeline's checkpointer does, beside the writer.
class Checkpointer {
public:
    explicit Checkpointer(store::Store& store)
        : thread_([this, &store] {
              while (!done_) {
                  store.checkpoint();
                  std::this_thread::sleep_for(std::chrono::milliseconds(5));
              }
          })
    {
    }
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;
    ~Checkpointer()
    {
        done_ = true;
        thread_.join();
    }

private:
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

model::RecordKey record_key(const Person& person)
{
    return {"crm", "person", "crm.contact:" + person.key};
}

model::Origin record_origin(const Person& person)
{
    return {"crm", "contacts", person.key};
}

model::ProfileVersion make_profile(const Person& person, const std::string& id, int version)
{
    model::ProfileVersion profile;
    profile.profile_id = id;
    profile.version = version;
    profile.kind =
        version == 1 ? model::ProfileVersion::Kind::created : model::ProfileVersion::Kind::updated;
    profile.entity = "person";
    profile.config_id = "c1";
    profile.golden = *json::parse(person.data);
    for (const char* field : {"name", "birth_date", "language", "contact_points/0", "addresses/0"})
        profile.provenance.push_back({field, record_key(person), 1, "only", "personal"});
    return profile;
}

store::ChangeSet new_people(store::Store& store, IdGenerator& ids, int begin, int end, int keys)
{
    store::ChangeSet set;
    set.pipeline = "crm";
    set.stream = "contacts";
    set.cursor = std::to_string(end);
    set.recorded_at = SystemClock().now();
    model::Seq seq = store.next_seq();
    model::RecordId id = store.next_record();
    for (int i = begin; i < end; ++i, ++id) {
        const Person person = make_person(i, keys);
        const std::string profile = ids.next();
        set.origins.push_back({record_origin(person), {}, hash128(person.data), ""});
        model::RecordVersion version;
        version.seq = seq++;
        version.record = id;
        version.key = record_key(person);
        version.version = 1;
        version.origin = record_origin(person);
        version.mapping = "crm/contact@1";
        version.data = person.data;
        version.hash = hash128(person.data);
        set.records.push_back({std::move(version), true});
        store::KeysUpdate update{id, {}};
        for (const auto& [ns, value] : person.keys) update.keys.push_back({ns, value, 7, false});
        set.keys.push_back(std::move(update));
        set.assignments.push_back({id, profile, id});
        set.lineage.push_back({seq, {}, id, "", profile, "record", "created"});
        set.profiles.push_back(make_profile(person, profile, 1));
        set.profiles.back().seq = seq++;
    }
    set.counts.read = set.counts.accepted = static_cast<std::uint64_t>(end - begin);
    return set;
}

Load load_store(store::Store& store, int records, int keys)
{
    SystemClock clock;
    Uuid7Generator ids(clock, 1);
    Load load;
    const Checkpointer checkpointer(store);
    for (int begin = 0; begin < records; begin += batch_records) {
        const store::ChangeSet set =
            new_people(store, ids, begin, std::min(begin + batch_records, records), keys);
        const double cpu_start = cpu_seconds();
        const auto start = Timer::now();
        store.commit(set);
        load.cpu_seconds += cpu_seconds() - cpu_start;
        const double seconds = Seconds(Timer::now() - start).count();
        load.seconds += seconds;
        load.last_rate = static_cast<double>(set.records.size()) / seconds;
    }
    return load;
}

void print_reads(store::Store& store, int records, int keys)
{
    std::vector<model::Origin> origins;
    std::vector<store::KeyRow> wanted;
    std::vector<model::RecordId> ids;
    for (int i = 0; i < std::min(records, batch_records); ++i) {
        const int number =
            static_cast<int>(hash64(std::to_string(i)) % static_cast<std::uint64_t>(records));
        const Person person = make_person(number, keys);
        origins.push_back(record_origin(person));
        ids.push_back(number + 1);
        for (const auto& [ns, value] : person.keys) wanted.push_back({ns, value, 0, false});
    }
    const auto rate = [](std::size_t count, auto&& work) {
        const auto start = Timer::now();
        work();
        return static_cast<double>(count) / Seconds(Timer::now() - start).count();
    };
    const auto view = store.view();
    fmt::print(
        "  reads at random places: origins with heads {:.0f}/s, carriers of a key {:.0f}/s, "
        "parties {:.0f}/s\n",
        rate(origins.size(), [&] { view->origins(origins); }),
        rate(wanted.size(), [&] { view->carriers(wanted, 200); }),
        rate(ids.size(), [&] { view->parties(ids); }));
}

// One changed record: its head read, version, keys and profile written, durable.
void print_single_commits(store::Store& store, int records, int keys)
{
    std::vector<double> milliseconds;
    std::size_t rows = 0;
    for (int i = 0; i < 200; ++i) {
        const int number =
            static_cast<int>(hash64(std::to_string(i) + "x") % static_cast<std::uint64_t>(records));
        Person person = make_person(number, keys);
        person.data.insert(1, fmt::format(R"("a":{},)", i));
        const auto start = Timer::now();
        const std::vector<model::RecordKey> asked{record_key(person)};
        const store::RecordHead head = *store.view()->heads(asked)[0];
        const std::vector<std::string> profiles{head.profile_id};
        const int version = store.view()->newest_profiles(profiles).at(head.profile_id).version + 1;
        store::ChangeSet set;
        set.recorded_at = SystemClock().now();
        model::RecordVersion next;
        next.seq = store.next_seq();
        next.record = head.id;
        next.key = head.key;
        next.version = head.version + 1;
        next.origin = head.origin;
        next.data = person.data;
        next.hash = hash128(person.data);
        set.origins.push_back({head.origin, {}, next.hash, ""});
        set.records.push_back({next, true});
        store::KeysUpdate update{head.id, {}};
        for (const auto& [ns, value] : person.keys) update.keys.push_back({ns, value, 8, true});
        set.keys.push_back(update);
        set.profiles.push_back(make_profile(person, head.profile_id, version));
        set.profiles.back().seq = next.seq + 1;
        rows = store.commit(set).rows_written;
        milliseconds.push_back(1000 * Seconds(Timer::now() - start).count());
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    fmt::print(
        "  one changed record, durable: median {:.2f} ms, 99th percentile {:.2f} ms, {} rows\n",
        milliseconds[100], milliseconds[197], rows);
}

int run(int records, const std::filesystem::path& folder)
{
    for (const int keys : {1, 10}) {
        const std::string store_path = (folder / fmt::format("store-{}.db", keys)).string();
        const RawLoad raw = load_raw((folder / fmt::format("raw-{}.db", keys)).string(), records,
                                     keys, batch_records);
        SystemClock clock;
        auto opened = store::open_sqlite(
            {.path = store_path, .read_only = false, .read_connections = 2}, clock);
        if (!opened) {
            std::cerr << opened.error().message << '\n';
            return EXIT_FAILURE;
        }
        const Load load = load_store(**opened, records, keys);
        fmt::print("{} records, {} key(s) each, batches of {}\n", records, keys, batch_records);
        fmt::print(
            "  store {:.0f} records/s ({:.0f} in the last batch), raw SQLite {:.0f} records/s, "
            "ratio {:.2f}\n",
            records / load.seconds, load.last_rate, records / raw.seconds,
            raw.seconds / load.seconds);
        fmt::print(
            "  writer's processor time {:.1f} us a record, raw SQLite's {:.1f} us, ratio {:.2f}\n",
            1e6 * load.cpu_seconds / records, 1e6 * raw.cpu_seconds / records,
            raw.cpu_seconds / load.cpu_seconds);
        print_reads(**opened, records, keys);
        print_single_commits(**opened, records, keys);
        opened->reset();  // The log goes into the file.
        fmt::print("  {:.0f} bytes a record on disk\n",
                   static_cast<double>(std::filesystem::file_size(store_path)) / records);
        std::cout.flush();
    }
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace cx::bench

int main(int argc, char** argv)
{
    const int records = argc > 1 ? std::atoi(argv[1]) : 100'000;
    if (records < 1000) {
        std::cerr << "usage: bench_store [RECORDS, at least 1000] [FOLDER]\n";
        return EXIT_FAILURE;
    }
    std::string folder =
        (argc > 2 ? std::filesystem::path(argv[2]) : std::filesystem::temp_directory_path()) /
        "cxhub-bench-store-XXXXXX";
    if (!::mkdtemp(folder.data())) {
        std::cerr << "cannot make a folder like " << folder << '\n';
        return EXIT_FAILURE;
    }
    const int status = cx::bench::run(records, folder);
    std::filesystem::remove_all(folder);
    return status;
}
