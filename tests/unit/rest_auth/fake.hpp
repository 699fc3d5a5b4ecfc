// An authenticator with a scripted other side.
#pragma once

#include "rest/auth/authenticator.hpp"
#include "testhttp/host.hpp"

#include <deque>
#include <string>
#include <vector>

namespace rest::testing {

struct Other {
    // What is answered next; an empty queue is a broken connection.
    void answers(int status, std::string body)
    {
        cx::http::Answer answer;
        answer.response.status = status;
        answer.response.body = std::move(body);
        if (status >= 500) answer.status = cx::retry("try again");
        if (status >= 400 && status < 500) answer.status = cx::failed("refused");
        queue.push_back(std::move(answer));
    }

    AuthContext context()
    {
        return {
            .config = config, .host = host.host(), .send = [this](const cx::http::Request& sent) {
                requests.push_back(sent);
                cx::http::Answer answer;
                answer.status = cx::retry("nobody answers");
                if (!queue.empty()) {
                    answer = queue.front();
                    queue.pop_front();
                }
                return answer;
            }};
    }

    std::unique_ptr<Authenticator> make(const std::string& component)
    {
        auto made = make_authenticator(*cx::json::parse(component), context());
        error = made ? "" : made.error().code + ": " + made.error().message;
        return made ? std::move(*made) : nullptr;
    }

    // The headers, query and body of one request, or why not.
    std::string applied(Authenticator& authenticator, Request request = {})
    {
        const cx::Status status = authenticator.apply(request);
        if (status.code != CX_OK)
            return (status.code == CX_RETRY ? "retry: " : "failed: ") + status.why;
        std::string out;
        for (const auto& [name, value] : request.headers) out += name + ": " + value + "\n";
        if (!request.query.empty()) out += "?" + form_encoded(request.query) + "\n";
        if (!request.form.empty()) out += form_encoded(request.form) + "\n";
        if (request.json) out += cx::json::write(*request.json) + "\n";
        return out;
    }

    cx::json::Value config = cx::json::Object();
    cx::http::testing::TestHost host;
    std::deque<cx::http::Answer> queue;
    std::vector<cx::http::Request> requests;
    std::string error;
};

}  // namespace rest::testing
