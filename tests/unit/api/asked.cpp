#include "asked.hpp"

namespace cx::api {

std::vector<Asked> every_route(const std::string& token, const std::string& erasure)
{
    const std::string one = "/v1/profiles/" + pid(1);
    const std::string reject = "/v1/rejects/" + pid(70);
    const std::string erp = "/v1/pipelines/erp";
    const std::string reason = R"({"reason":"asked"})";
    return {
        {.route = "GET /v1/profiles", .target = "/v1/profiles", .shows_fields = true},
        {.route = "POST /v1/profiles/lookup",
         .target = "/v1/profiles/lookup",
         .body = R"({"email":"ada@example.com"})"},
        {.route = "POST /v1/profiles/merge",
         .target = "/v1/profiles/merge",
         .body = R"({"a":")" + pid(1) + R"(","b":")" + pid(2) + R"(","reason":"same"})"},
        {.route = "POST /v1/profiles/forbid",
         .target = "/v1/profiles/forbid",
         .body = R"({"a":")" + pid(1) + R"(","b":")" + pid(2) + R"(","reason":"brothers"})"},
        {.route = "GET /v1/reviews", .target = "/v1/reviews", .shows_fields = true},
        {.route = "GET /v1/reviews/{id}", .target = "/v1/reviews/1-2", .shows_fields = true},
        {.route = "POST /v1/reviews/{id}",
         .target = "/v1/reviews/1-2",
         .body = R"({"verdict":"different","reason":"brothers"})"},
        {.route = "GET /v1/profiles/{id}", .target = one, .shows_fields = true},
        {.route = "GET /v1/profiles/{id}/context",
         .target = one + "/context",
         .shows_fields = true},
        {.route = "GET /v1/profiles/{id}/timeline",
         .target = one + "/timeline",
         .shows_fields = true},
        {.route = "GET /v1/profiles/{id}/entities",
         .target = one + "/entities?type=order",
         .shows_fields = true},
        {.route = "GET /v1/profiles/{id}/why",
         .target = one + "/why?other=" + pid(2),
         .shows_fields = true},
        {.route = "GET /v1/profiles/{id}/members",
         .target = one + "/members",
         .shows_fields = true},
        {.route = "GET /v1/profiles/{id}/history",
         .target = one + "/history",
         .shows_fields = true},
        {.route = "GET /v1/profiles/{id}/export", .target = one + "/export", .shows_fields = true},
        {.route = "POST /v1/profiles/{id}/split", .target = one + "/split", .body = reason},
        {.route = "POST /v1/profiles/{id}/erase", .target = one + "/erase", .body = reason},
        {.route = "POST /v1/profiles/{id}/restrict", .target = one + "/restrict", .body = reason},
        {.route = "POST /v1/profiles/{id}/unrestrict",
         .target = one + "/unrestrict",
         .body = reason},
        {.route = "GET /v1/erasures", .target = "/v1/erasures"},
        {.route = "GET /v1/erasures/{id}", .target = "/v1/erasures/" + erasure},
        {.route = "POST /v1/erasures/{id}/lift",
         .target = "/v1/erasures/" + erasure + "/lift",
         .body = reason},
        {.route = "POST /v1/audit/access", .target = "/v1/audit/access", .body = "{}"},
        {.route = "POST /v1/audit/changes", .target = "/v1/audit/changes", .body = "{}"},
        {.route = "GET /v1/audit/decisions", .target = "/v1/audit/decisions"},
        {.route = "GET /v1/entities/{type}/{key}",
         .target = "/v1/entities/order/shop:A1",
         .shows_fields = true},
        {.route = "GET /v1/changes", .target = "/v1/changes", .shows_fields = true},
        {.route = "GET /v1/changes",
         .target = "/v1/changes?after=0",
         .shows_fields = true,
         .events = true},
        {.route = "GET /v1/changes/snapshot",
         .target = "/v1/changes/snapshot",
         .shows_fields = true},
        {.route = "GET /v1/rejects", .target = "/v1/rejects"},
        {.route = "GET /v1/rejects/{id}", .target = reject},
        {.route = "POST /v1/rejects/retry", .target = "/v1/rejects/retry", .body = "{}"},
        {.route = "POST /v1/rejects/{id}/retry", .target = reject + "/retry", .body = "{}"},
        {.route = "POST /v1/rejects/{id}/dismiss", .target = reject + "/dismiss", .body = "{}"},
        {.route = "POST /v1/rejects/dismiss", .target = "/v1/rejects/dismiss", .body = "{}"},
        {.route = "GET /v1/schemas", .target = "/v1/schemas"},
        {.route = "GET /v1/schemas/{entity}/{version}", .target = "/v1/schemas/person/1.2"},
        {.route = "GET /v1/glossary", .target = "/v1/glossary"},
        {.route = "GET /v1/glossary/{term}", .target = "/v1/glossary/customer.number"},
        {.route = "GET /v1/labels", .target = "/v1/labels"},
        {.route = "GET /v1/pipelines", .target = "/v1/pipelines"},
        {.route = "POST /v1/pipelines/{name}/pause", .target = erp + "/pause", .body = "{}"},
        {.route = "POST /v1/pipelines/{name}/resume", .target = erp + "/resume", .body = "{}"},
        {.route = "POST /v1/pipelines/{name}/run",
         .target = erp + "/run",
         .body = "{}",
         .status = 409},
        {.route = "POST /v1/pipelines/{name}/rewind", .target = erp + "/rewind", .body = "{}"},
        {.route = "POST /v1/pipelines/{name}/{stream}/snapshot",
         .target = erp + "/customers/snapshot",
         .body = R"({"accept":true})"},
        {.route = "POST /v1/pipelines/{name}/{stream}/replay",
         .target = erp + "/customers/replay",
         .body = "{}"},
        {.route = "ANY /v1/ingest/{pipeline}/{rest...}",
         .target = "/v1/ingest/tokens/v1/batch",
         .body = "{}",
         .status = 202,
         .scope = "ingest"},
        {.route = "POST /v1/sinks/{name}/resync", .target = "/v1/sinks/warehouse/resync"},
        {.route = "GET /v1/admin/models", .target = "/v1/admin/models", .status = 409},
        {.route = "POST /v1/admin/models",
         .target = "/v1/admin/models",
         .body = "{}",
         .status = 409},
        {.route = "POST /v1/admin/models/rollback",
         .target = "/v1/admin/models/rollback",
         .body = "{}",
         .status = 409},
        {.route = "POST /v1/admin/models/{id}/activate",
         .target = "/v1/admin/models/none/activate",
         .body = "{}",
         .status = 409},
        {.route = "POST /v1/admin/reload",
         .target = "/v1/admin/reload",
         .body = "{}",
         .status = 409},
        {.route = "GET /v1/tokens", .target = "/v1/tokens"},
        {.route = "POST /v1/tokens",
         .target = "/v1/tokens",
         .body = R"({"name":"desk","scopes":["profiles:read"]})"},
        {.route = "GET /v1/tokens/self", .target = "/v1/tokens/self"},
        {.route = "POST /v1/tokens/{id}/rotate",
         .target = "/v1/tokens/" + token + "/rotate",
         .body = "{}"},
        {.route = "DELETE /v1/tokens/{id}", .target = "/v1/tokens/" + token},
        {.route = "GET /v1/openapi.json", .target = "/v1/openapi.json"},
    };
}

HttpAnswer ask(int port, const Asked& asked, const std::string& authorization,
               const std::string& newest)
{
    const std::string method = asked.method() == "ANY" ? "POST" : asked.method();
    std::map<std::string, std::string> headers{{"Content-Type", "application/json"}};
    if (!authorization.empty()) headers.emplace("Authorization", authorization);
    if (!asked.events) return http(port, method, asked.target, headers, asked.body);

    HttpConnection connection(port);
    connection.send(method + " " + asked.target +
                    " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" +
                    (authorization.empty() ? "" : "Authorization: " + authorization + "\r\n") +
                    "\r\n");
    HttpAnswer answer = connection.receive();
    if (answer.status == 200)
        answer.body +=
            connection.read_until("id: " + newest + "\n") + connection.read_until("\n\n");
    return answer;
}

std::vector<json::Value> documents(const HttpAnswer& answer)
{
    if (!answer.header("content-type").starts_with("text/event-stream")) return {answer.json()};
    std::vector<json::Value> all;
    for (std::size_t at = 0; (at = answer.body.find("\ndata: ", at)) != std::string::npos;) {
        at += 7;
        all.push_back(json::parse(answer.body.substr(at, answer.body.find('\n', at) - at)).value());
    }
    return all;
}

}  // namespace cx::api
