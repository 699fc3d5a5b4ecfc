#include "app/cassette.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <cx/abi.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace cx::app {
namespace {

// Headers that a connector goes by; the others name machines and people.
constexpr std::array<std::string_view, 4> plain_headers = {"content-type", "retry-after", "date",
                                                           "content-language"};

std::string path_of(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t path = scheme == url.npos ? 0 : url.find('/', scheme + 3);
    if (path == url.npos) return "/";
    return std::string(url.substr(path, url.find('?', path) - path));
}

bool is_limit(const std::string& name)
{
    return name.find("ratelimit") != name.npos || name.find("rate-limit") != name.npos ||
           name.find("limit-info") != name.npos;
}

// The addresses within <...> scrubbed, the words around them kept.
std::string scrubbed_link(std::string_view link, Scrubber& scrubber)
{
    std::string out;
    while (true) {
        const std::size_t open = link.find('<');
        const std::size_t close = open == link.npos ? link.npos : link.find('>', open);
        if (close == link.npos) return out + std::string(link);
        out += link.substr(0, open + 1);
        out += scrubber.scrubbed_url(link.substr(open + 1, close - open - 1)) + ">";
        link.remove_prefix(close + 1);
    }
}

json::Value kept_headers(const json::Value& answer, Scrubber& scrubber)
{
    json::Array kept;
    const json::Value* headers = answer.find("headers");
    for (const json::Value& pair : headers ? headers->as_array() : json::Array{}) {
        const std::string name = ascii_lower(*pair.as_array()[0].text());
        const std::string value = *pair.as_array()[1].text();
        if (name == "link")
            kept.emplace_back(json::Array{name, scrubbed_link(value, scrubber)});
        else if (is_limit(name) ||
                 std::find(plain_headers.begin(), plain_headers.end(), name) != plain_headers.end())
            kept.emplace_back(pair);
    }
    return kept;
}

}  // namespace

Result<Cassette> Cassette::load(const std::string& path)
{
    const auto bad = [&](std::size_t line, std::string_view why) {
        return Error{"cassette.read", fmt::format("{}:{}: {}", path, line, why)};
    };
    std::ifstream file(path);
    if (!file) return bad(0, "it cannot be read");
    Cassette cassette;
    std::string text;
    for (std::size_t number = 1; std::getline(file, text); ++number) {
        cassette.bytes_ += text.size();
        if (cassette.bytes_ > limits::cassette_bytes) return bad(number, "the file is too large");
        Result<json::Value> line = json::parse(text);
        const json::Value* request = line ? line->find("request") : nullptr;
        if (!request || !line->find("answer")) return bad(number, "this is no exchange");
        Exchange exchange{.method = request->text_of("method"),
                          .path = path_of(request->text_of("url")),
                          .line = *std::move(line)};
        cassette.exchanges_.push_back(std::move(exchange));
    }
    return cassette;
}

Result<Done> Cassette::save(const std::string& path) const
{
    std::ofstream file(path, std::ios::trunc);
    for (const Exchange& exchange : exchanges_) file << json::write(exchange.line) << "\n";
    file.flush();
    if (!file) return Error{"cassette.write", fmt::format("{} cannot be written", path)};
    return Done{};
}

void Cassette::offer_to(plugin::Host& host)
{
    host.self = this;
    host.play = [](void* self, std::string_view request, std::string& answer) {
        return of(self).play(request, answer);
    };
    host.record = [](void* self, std::string_view request, std::string_view answer) {
        of(self).record(request, answer);
    };
}

std::int32_t Cassette::play(std::string_view request, std::string& answer)
{
    if (scrubber_) return CX_RETRY;
    const Result<json::Value> asked = json::parse(request);
    if (!asked) return CX_FAILED;
    const std::string path = path_of(asked->text_of("url"));
    for (Exchange& exchange : exchanges_) {
        if (exchange.played || exchange.path != path || exchange.method != asked->text_of("method"))
            continue;
        exchange.played = true;
        json::Value kept = *exchange.line.find("answer");
        if (json::Value* body = kept.find("body"); body && !body->is_null())
            *body = json::write(*body);
        answer = json::write(kept);
        return CX_OK;
    }
    return CX_FAILED;
}

json::Value Cassette::scrubbed_body(const std::string& body)
{
    if (body.empty()) return {};
    const Result<json::Value> value = json::parse(body);
    if (value) return scrubber_->scrubbed(*value);
    ++left_out_;
    return {};
}

void Cassette::record(std::string_view request, std::string_view answer)
{
    const Result<json::Value> asked = json::parse(request);
    const Result<json::Value> given = json::parse(answer);
    if (!asked || !given) return;
    json::Value line;
    line["request"]["method"] = asked->text_of("method");
    // Before the body of the answer: what was asked for came from earlier answers.
    line["request"]["url"] = scrubber_->scrubbed_url(asked->text_of("url"));
    if (const json::Value body = scrubbed_body(asked->text_of("body")); !body.is_null())
        line["request"]["body"] = body;
    line["answer"]["status"] = given->find("status") ? *given->find("status") : json::Value(0);
    line["answer"]["headers"] = kept_headers(*given, *scrubber_);
    line["answer"]["body"] = scrubbed_body(given->text_of("body"));
    const std::size_t size = json::write(line).size();
    if (bytes_ + size > limits::cassette_bytes) {
        ++left_out_;
        return;
    }
    bytes_ += size;
    std::string path = path_of(line["request"].text_of("url"));
    exchanges_.push_back(
        {.method = asked->text_of("method"), .path = std::move(path), .line = std::move(line)});
}

}  // namespace cx::app
