// Square's search as far as a test needs it: pages, a filter by updated_at, cursors that end.
#pragma once

#include "testhttp/server.hpp"

#include <cx/json.hpp>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace cx::http::testing {

struct FakeSquare {
    struct Row {
        std::string id;
        std::string updated_at;
        std::string name = "Ada";
    };

    // Answers with the rows of this member of the address, "/v2/customers/search".
    Reply answer(const Received& got)
    {
        const std::lock_guard lock(mutex);
        const Result<json::Value> body = json::parse(got.body);
        if (got.method != "POST" || !body || got.header("authorization") != "Bearer token")
            return reply(401, error("AUTHENTICATION_ERROR", "UNAUTHORIZED"));
        std::string since;
        if (const json::Value* query = body->find("query"))
            if (const json::Value* filter = query->find("filter")) {
                const json::Value* time = filter->find("date_time_filter");
                const json::Value* range = (time ? time : filter)->find("updated_at");
                if (range) since = range->text_of("start_at");
            }
        std::size_t at = 0;
        if (const std::string cursor = body->text_of("cursor"); !cursor.empty()) {
            if (cursor.substr(0, cursor.find('.')) != std::to_string(life))
                return reply(400, error("INVALID_REQUEST_ERROR", "INVALID_CURSOR"));
            at = std::stoul(cursor.substr(cursor.find('.') + 1));
        }
        const bool orders = got.target == "/v2/orders/search";
        const auto limit = static_cast<std::size_t>(body->find("limit")->integer().value_or(1));
        json::Array page;
        std::vector<Row> matching;
        for (const Row& row : rows)
            if (row.updated_at >= since) matching.push_back(row);
        for (; at < matching.size() && page.size() < limit; ++at) {
            json::Value item =
                json::Object{{"id", matching[at].id}, {"updated_at", matching[at].updated_at}};
            item[orders ? "state" : "given_name"] = matching[at].name;
            page.push_back(std::move(item));
        }
        json::Value answer = json::Object{};
        if (!page.empty()) answer[orders ? "orders" : "customers"] = page;
        if (at < matching.size())
            answer["cursor"] = std::to_string(life) + "." + std::to_string(at);
        return reply(200, json::write(answer), "Date: " + date + "\r\n");
    }
    static std::string error(const std::string& category, const std::string& code)
    {
        return R"({"errors":[{"category":")" + category + R"(","code":")" + code +
               R"(","detail":"about ada@example.com"}]})";
    }

    std::mutex mutex;
    std::vector<Row> rows;  // In the order of their creation
    std::string date = "Tue, 14 Nov 2023 22:13:20 GMT";
    int life = 1;  // Cursors of another life are forgotten.
};

}  // namespace cx::http::testing
