// bench_rest [PAGES [MANIFEST...]]
//
// Reads pages of 1,000 records from a server in this process through the whole of the rest plugin:
// request, answer, decoding, extracting, refining, canonical text, key. Prints records a second of
// the reading thread's own time on one core, once as the records come and once with a field added
// to each, beside what reading and writing the same JSON alone costs. Then how long it takes to
// read and to describe each manifest.
#include "rest/manifest/describe.hpp"
#include "rest/manifest/manifest.hpp"
#include "rest/source.hpp"
#include "testhttp/host.hpp"
#include "testhttp/server.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>

namespace {

using cx::http::testing::Received;
using cx::http::testing::reply;
using cx::http::testing::Server;
using cx::http::testing::TestHost;

constexpr int page_records = 1000;

constexpr const char* manifest = R"(
version: '1'
streams:
  - name: contacts
    primary_key: id
    retriever: &pages
      requester: {url_base: 'https://crm.example/v1', path: contacts}
      record_selector: {extractor: {field_path: [data]}}
      paginator:
        type: DefaultPaginator
        page_token_option: {inject_into: request_parameter, field_name: page}
        pagination_strategy: {type: CursorPagination, cursor_value: '{{ response.paging.next }}'}
  - name: added
    primary_key: id
    retriever: *pages
    transformations:
      - {type: AddFields, fields: [{path: [tenant], value: "{{ config['tenant'] }}"}]}
)";

std::string page_of_contacts()
{
    std::string body = R"({"data":[)";
    for (int i = 0; i < page_records; ++i) {
        const std::string id = std::to_string(100'000 + i);
        body += (i ? "," : "") + std::string(R"({"id":)") + id + R"(,"email":"person)" + id +
                R"(@mail.example","given_name":"Ada","family_name":"Lovelace","phone":"+4479460)" +
                id +
                R"(","created_at":"2024-01-31T09:15:00Z","updated_at":"2024-02-03T10:20:30Z",)"
                R"("tags":["vip","newsletter"],"address":{"city":"London","zip":"N1 9GU"},)"
                R"("subscribed":true,"score":12.5,"note":null})";
    }
    return body + R"(],"paging":{"next":"NEXT"}})";
}

double own_seconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

struct Count {
    std::uint64_t records = 0;
    std::string cursor;
    std::uint32_t flags = 0;
};

cx_status take(void* self, const cx_record*)
{
    ++static_cast<Count*>(self)->records;
    return CX_OK;
}
cx_status take_reject(void*, const cx_record*, cx_text, cx_text)
{
    return CX_OK;
}
void keep(void* self, cx_text next, std::uint32_t flags)
{
    static_cast<Count*>(self)->cursor = cx::view(next);
    static_cast<Count*>(self)->flags = flags;
}
void total(void*, std::uint64_t) {}
void error(void*, cx_text, std::uint32_t) {}

void read_all(const std::string& stream, const std::string& url)
{
    TestHost host;
    rest::RestOptions options;
    options.manifest = manifest;
    options.config = cx::json::Object{{"tenant", "acme"}};
    options.base_url = url;
    rest::RestSource source(options, {{stream, {.stream = stream, .mode = ""}}}, host.host());
    Count count;
    const cx_writer writer = {&count, &take, &take_reject, &keep, &total, &error};
    const double before = own_seconds();
    do {
        cx::BatchWriter out(writer);
        const std::string at = count.cursor;
        const cx::Status status = source.poll(
            {.stream = stream, .cursor = at, .record_limit = 5000, .byte_limit = 16U << 20}, out);
        if (status.code != CX_OK) {
            std::printf("%s\n", status.why.c_str());
            return;
        }
    } while (count.flags & CX_MORE_NOW);
    const double seconds = own_seconds() - before;
    std::printf("%-10s %8.0f records a second (%llu in %.2f s)\n", stream.c_str(),
                static_cast<double>(count.records) / seconds,
                static_cast<unsigned long long>(count.records), seconds);
}

void load(const char* path)
{
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const double before = own_seconds();
    const bool good = static_cast<bool>(rest::Manifest::load(text));
    const double loaded = own_seconds();
    const bool described = static_cast<bool>(rest::describe(text));
    std::printf("%s: %zu KiB, read in %.1f ms, described in %.1f ms%s\n", path, text.size() >> 10,
                (loaded - before) * 1e3, (own_seconds() - loaded) * 1e3,
                good && described ? "" : ": refused");
}

// The limit: the JSON alone.
void read_json(const std::string& body, int pages)
{
    const double before = own_seconds();
    std::size_t bytes = 0;
    for (int i = 0; i < pages; ++i) {
        const auto value = cx::json::parse(body);
        bytes += cx::json::write(*value).size();
    }
    const double seconds = own_seconds() - before;
    std::printf("%-10s %8.0f records a second (%zu MB)\n", "json alone",
                static_cast<double>(pages) * page_records / seconds, bytes >> 20);
}

}  // namespace

int main(int count, char** words)
{
    const int pages = count > 1 ? std::atoi(words[1]) : 200;
    const std::string body = page_of_contacts();
    const Server server([&](const Received& got) {
        const std::size_t at = got.target.find("page=p");
        const int page = at == std::string::npos ? 1 : std::atoi(got.target.c_str() + at + 6);
        std::string answer = body;
        const std::string next = page < pages ? "p" + std::to_string(page + 1) : "";
        answer.replace(answer.rfind("NEXT"), 4, next);
        return reply(200, answer);
    });
    read_json(body, pages);
    read_all("contacts", server.url());
    read_all("added", server.url());
    for (int i = 2; i < count; ++i) load(words[i]);
    return 0;
}
