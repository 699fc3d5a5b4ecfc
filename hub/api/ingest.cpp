// What systems send to pipelines that receive: the sender is made sure of, the body unpacked, and
// the pipeline's plugin gives the answer.
//
// Who has not proved who it is learns nothing of which pipelines there are: 401 in any case.
#include "api/auth.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "api/sender_proof.hpp"
#include "api/unpack.hpp"

#include <chrono>

namespace cx::api {
namespace {

// Whether a token of the hub with the scope "ingest" came along, or the caller is local.
bool holds_token(const Request& request, const ServerParts& parts)
{
    if (request.local) return true;
    std::vector<store::TokenRow> tokens;
    {
        const auto view = parts.store.view();
        tokens = view->tokens();
    }
    const auto known = authenticate(request.authorization, tokens, parts.clock.now());
    const Caller* const caller = std::get_if<Caller>(&known);
    return caller && caller->has("ingest");
}

bool may_send(const model::Sender& sender, const Request& request, const ServerParts& parts)
{
    switch (sender.kind) {
        case model::Sender::Kind::none:
            return true;
        case model::Sender::Kind::token:
            return holds_token(request, parts);
        case model::Sender::Kind::basic:
        case model::Sender::Kind::hmac:
            break;
    }
    return request.local || proves_sender(sender, request, parts.clock.now());
}

Answer unknown_sender()
{
    Answer answer = problem("ingest.unknown_sender");
    answer.headers["WWW-Authenticate"] = "Bearer, Basic realm=\"cxhub\"";
    return answer;
}

Answer answer_to(const model::Sender& sender, const Request& given, const ServerParts& parts)
{
    if (!may_send(sender, given, parts)) return unknown_sender();
    Request request = given;
    if (std::optional<Answer> refused = unpack(request)) return std::move(*refused);
    return parts.ingest->receive(given.captured.at("pipeline"), request);
}

}  // namespace

Answer take_request(const Request& request, const ServerParts& parts)
{
    const auto start = std::chrono::steady_clock::now();
    const std::string& pipeline = request.captured.at("pipeline");
    const auto sender = parts.ingest ? parts.ingest->sender(pipeline) : nullptr;
    if (!sender)
        return holds_token(request, parts) ? problem("ingest.no_pipeline") : unknown_sender();
    Answer answer = answer_to(*sender, request, parts);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    parts.telemetry.request_answered(pipeline, answer.status, took.count());
    return answer;
}

}  // namespace cx::api
