// Connectors that speak HTTP keep the promises of every plugin, in both isolations.
#include "hub_driver.hpp"
#include "testhttp/fake_square.hpp"

#include <mutex>

namespace cx::testkit {
namespace {

using http::testing::FakeSquare;
using http::testing::Received;
using http::testing::reply;
using http::testing::Server;

TEST(SquareContract, TheSourceKeepsItsPromises)
{
    FakeSquare square;
    for (int i = 0; i < 25; ++i)
        square.rows.push_back(
            {"c" + std::to_string(i), "2023-11-14T22:0" + std::to_string(i % 10) + ":00Z"});
    const Server server([&](const Received& got) { return square.answer(got); });
    Fixture fixture;
    fixture.options = json::Object{{"url", server.url()}, {"token", "token"}};
    json::Value& streams = fixture.options["streams"];
    streams["customers"] = json::Object{{"page_size", 10}};
    streams["orders"] = json::Object{{"location_ids", json::Array{"L1"}}, {"mode", "snapshot"}};

    const AllDrivers drivers{"lib/cxhub/plugins/square.so"};
    AllDrivers::expect_kept(check_source(drivers.hub, fixture));
    AllDrivers::expect_kept(check_source({drivers.direct.get()}, fixture));
}

TEST(RestContract, TheSourceKeepsItsPromises)
{
    // 25 records in pages of ten, those behind `from`.
    const Server server([&](const Received& got) {
        const std::size_t at = got.target.find("from=");
        const int from = at == std::string::npos ? 0 : std::atoi(got.target.c_str() + at + 5);
        json::Array rows;
        for (int id = from; id < std::min(from + 10, 25); ++id)
            rows.push_back(json::Object{{"id", id}, {"at", "2023-11-14"}});
        return reply(200, json::write(json::Object{{"data", rows}}));
    });
    Fixture fixture;
    fixture.options = json::Object{{"base_url", server.url()}};
    fixture.options["manifest"] = R"(
version: '1'
streams:
  - name: items
    primary_key: id
    retriever: &pages
      requester: {url_base: 'https://shop.example/v1', path: items}
      record_selector: {extractor: {field_path: [data]}}
      paginator:
        type: DefaultPaginator
        page_token_option: {inject_into: request_parameter, field_name: from}
        pagination_strategy: {type: OffsetIncrement, page_size: 10}
  - name: changes
    primary_key: id
    retriever: *pages
    incremental_sync:
      type: DatetimeBasedCursor
      cursor_field: at
      datetime_format: '%Y-%m-%d'
      start_datetime: {datetime: '2023-01-01'}
)";
    json::Value& streams = fixture.options["streams"];
    streams["items"] = json::Object{{"mode", "snapshot"}};
    streams["changes"] = json::Object{};

    const AllDrivers drivers{"lib/cxhub/plugins/rest.so"};
    AllDrivers::expect_kept(check_source(drivers.hub, fixture));
    AllDrivers::expect_kept(check_source({drivers.direct.get()}, fixture));
}

TEST(WebhookContract, TheSinkKeepsItsPromises)
{
    std::mutex mutex;
    std::vector<std::string> arrived;
    const Server server([&](const Received& got) {
        // `data` stands last in each event, exactly as it was given.
        constexpr std::string_view mark = R"(,"data":)";
        std::string_view rest = got.body;
        const std::lock_guard lock(mutex);
        for (std::size_t at = rest.find(mark); at != std::string_view::npos; at = rest.find(mark)) {
            rest.remove_prefix(at + mark.size());
            const std::size_t next = rest.find(R"(},{"datacontenttype")");
            const std::size_t end = next == std::string_view::npos ? rest.rfind("}]") : next;
            arrived.emplace_back(rest.substr(0, end));
            rest.remove_prefix(end);
        }
        return reply(200);
    });
    Fixture fixture;
    fixture.options = json::Object{{"url", server.url()}, {"signing_secret", "key"}};
    fixture.reset = [&] {
        const std::lock_guard lock(mutex);
        arrived.clear();
    };
    fixture.read_back = [&] {
        const std::lock_guard lock(mutex);
        return arrived;
    };

    const AllDrivers drivers{"lib/cxhub/plugins/webhook.so"};
    AllDrivers::expect_kept(check_sink(drivers.hub, fixture));
    AllDrivers::expect_kept(check_sink({drivers.direct.get()}, fixture));
}

}  // namespace
}  // namespace cx::testkit
