#include "rest/request.hpp"

#include <algorithm>

namespace rest {
namespace {

bool same_name(std::string_view left, std::string_view right)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

template <typename Same>
void set(std::vector<std::pair<std::string, std::string>>& fields, std::string_view name,
         std::string value, Same same)
{
    for (auto& [known, old] : fields)
        if (same(known, name)) {
            old = std::move(value);
            return;
        }
    fields.emplace_back(std::string(name), std::move(value));
}

}  // namespace

void Request::set_header(std::string_view name, std::string value)
{
    set(headers, name, std::move(value), same_name);
}

void Request::set_query(std::string_view name, std::string value)
{
    set(query, name, std::move(value), std::equal_to<std::string_view>());
}

void Request::set_form(std::string_view name, std::string value)
{
    set(form, name, std::move(value), std::equal_to<std::string_view>());
}

std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields)
{
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += cx::http::encoded(name) + "=" + cx::http::encoded(value);
    }
    return out;
}

cx::http::Request wire(const Request& request)
{
    cx::http::Request out{.method = request.method, .url = request.url, .headers = request.headers};
    if (!request.query.empty()) {
        // An address may end in a fragment, which is not sent, or have a query of its own.
        out.url = out.url.substr(0, out.url.find('#'));
        const bool has_query = out.url.find('?') != std::string::npos;
        const bool open = out.url.ends_with('?') || out.url.ends_with('&');
        out.url += (open ? "" : has_query ? "&" : "?") + form_encoded(request.query);
    }
    if (request.json) {
        out.body = cx::json::write(*request.json);
    } else if (!request.form.empty()) {
        out.body = form_encoded(request.form);
        out.content_type = "application/x-www-form-urlencoded";
    } else {
        out.body = request.text;
    }
    // A type that the manifest names itself goes instead of ours, and once.
    const auto named = std::find_if(out.headers.begin(), out.headers.end(), [](const auto& header) {
        return same_name(header.first, "content-type");
    });
    if (named != out.headers.end()) {
        out.content_type = named->second;
        out.headers.erase(named);
    }
    return out;
}

}  // namespace rest
