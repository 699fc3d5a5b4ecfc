// Calls a receiver without the border, and keeps what it wrote.
#pragma once

#include <cx/receiver.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cx::testing {

struct Taken {
    struct Record {
        std::string key;
        std::string payload;
        std::string code;  // Of a reject
    };
    Status outcome;
    int status = 200;
    std::map<std::string, std::string> headers;
    std::string media_type;
    std::string body;
    std::vector<Record> records;
};

struct Sent {
    std::string method = "POST";
    std::string path;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<std::pair<std::string, std::string>> query;
    std::string stream = "events";
    std::uint32_t record_limit = 10'000;
};

inline std::vector<cx_pair> pairs_of(const std::vector<std::pair<std::string, std::string>>& from)
{
    std::vector<cx_pair> pairs;
    for (const auto& [name, value] : from) pairs.push_back({text(name), text(value)});
    return pairs;
}

inline Taken send(Receiver& receiver, const Sent& sent)
{
    Taken taken;
    const cx_writer writer = {
        &taken,
        [](void* self, const cx_record* record) -> cx_status {
            static_cast<Taken*>(self)->records.push_back(
                {std::string(view(record->key)), std::string(view(record->payload)), ""});
            return CX_OK;
        },
        [](void* self, const cx_record* record, cx_text code, cx_text) -> cx_status {
            static_cast<Taken*>(self)->records.push_back({std::string(view(record->key)),
                                                          std::string(view(record->payload)),
                                                          std::string(view(code))});
            return CX_OK;
        },
        [](void*, cx_text, std::uint32_t) {},
        [](void*, std::uint64_t) {},
        [](void*, cx_text, std::uint32_t) {}};
    const cx_response response = {
        &taken, [](void* self, std::int32_t code) { static_cast<Taken*>(self)->status = code; },
        [](void* self, cx_text name, cx_text value) {
            static_cast<Taken*>(self)->headers[std::string(view(name))] = view(value);
        },
        [](void* self, cx_text media_type, cx_text part) {
            static_cast<Taken*>(self)->media_type = view(media_type);
            static_cast<Taken*>(self)->body += view(part);
        }};
    const std::vector<cx_pair> query = pairs_of(sent.query);
    const std::vector<cx_pair> headers = pairs_of(sent.headers);
    const cx_request request{text(sent.stream), text(sent.method), text(sent.path), query.data(),
                             query.size(),      headers.data(),    headers.size(),  text(sent.body),
                             text("127.0.0.1"), sent.record_limit};
    BatchWriter out(writer);
    Response answer(response);
    taken.outcome = receiver.handle(Request(request), out, answer);
    return taken;
}

}  // namespace cx::testing
