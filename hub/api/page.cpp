#include "api/page.hpp"

#include "api/problem.hpp"
#include "console/console.hpp"

namespace cx::api {

bool is_page(const Request& request)
{
    return !request.local && !request.path.empty() && request.path.front() == "console";
}

Answer get_page(const Request& request)
{
    if (request.method != "GET") {
        Answer refused = problem("api.no_method");
        refused.headers["Allow"] = "GET";
        return refused;
    }
    if (request.path.size() == 1) {
        Answer moved;
        moved.status = 308;
        moved.media_type = "text/plain";
        moved.headers["Location"] = "/console/";
        return moved;
    }
    const console::File* const file =
        request.path.size() == 2 ? console::find(request.path[1]) : nullptr;
    if (!file) return problem("api.no_route", "the console has no such file");
    Answer answer;
    answer.media_type = file->media_type;
    answer.body = file->text;
    answer.headers["ETag"] = file->etag;
    answer.headers["Cache-Control"] = "no-cache";  // Kept, but asked about: a new hub, a new page.
    answer.headers["Content-Security-Policy"] = console::content_security_policy;
    return answer;
}

}  // namespace cx::api
