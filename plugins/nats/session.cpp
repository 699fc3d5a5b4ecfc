#include "nats/session.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace nats_sink {
namespace {

constexpr std::int64_t step_ms = 900;  // A call of ours returns within a second of a stop.
constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char* message_id = "Nats-Msg-Id";

// The first failure of a row of calls.
class Steps {
public:
    void operator()(natsStatus status)
    {
        if (status_ == NATS_OK) status_ = status;
    }
    natsStatus status() const { return status_; }

private:
    natsStatus status_ = NATS_OK;
};

bool wants_administrator(natsStatus status)
{
    switch (status) {
        case NATS_NOT_PERMITTED:
        case NATS_CONNECTION_AUTH_FAILED:
        case NATS_INVALID_ARG:
        case NATS_ADDRESS_MISSING:
        case NATS_SSL_ERROR:
        case NATS_SECURE_CONNECTION_REQUIRED:
        case NATS_SECURE_CONNECTION_WANTED:
            return true;
        default:
            return false;
    }
}

cx::Status status_of(natsStatus status, const std::string& what)
{
    std::string why = fmt::format("{}: {}", what, natsStatus_GetText(status));
    return wants_administrator(status) ? cx::failed(std::move(why)) : cx::retry(std::move(why));
}

void on_ack(jsCtx*, natsMsg* message, jsPubAck* ack, jsPubAckErr* error, void* number)
{
    const char* id = nullptr;
    if (const auto acks = Acks::find(number);
        acks && natsMsgHeader_Get(message, message_id, &id) == NATS_OK) {
        Acks::Outcome outcome;
        if (!ack) {
            const bool words = error && error->ErrText && *error->ErrText != '\0';
            outcome.error =
                words ? error->ErrText : natsStatus_GetText(error ? error->Err : NATS_ERR);
            outcome.refused = error && error->ErrCode == JSStreamMessageExceedsMaximumErr;
        }
        acks->told(id, std::move(outcome));
    }
    natsMsg_Destroy(message);
}

void on_error(natsConnection* connection, natsSubscription*, natsStatus status, void* number)
{
    const auto acks = Acks::find(number);
    if (!acks || status != NATS_NOT_PERMITTED) return;
    const char* words = nullptr;
    natsConnection_GetLastError(connection, &words);
    acks->complain(words && *words != '\0' ? words : natsStatus_GetText(status));
}

}  // namespace

natsStatus Session::configure(natsOptions* options, const Settings& settings,
                              const std::string& server, void* acks)
{
    Steps step;
    step(natsOptions_SetURL(options, server.c_str()));
    step(natsOptions_SetTimeout(options, step_ms));
    step(natsOptions_SetName(options, "cxhub"));
    step(natsOptions_SetAllowReconnect(options, false));
    step(natsOptions_SetPingInterval(options, 5000));
    step(natsOptions_SetMaxPingsOut(options, 2));
    step(natsOptions_SetNoEcho(options, true));
    step(natsOptions_SetErrorHandler(options, on_error, acks));
    if (!settings.user.empty())
        step(natsOptions_SetUserInfo(options, settings.user.c_str(), settings.password.c_str()));
    if (!settings.token.empty()) step(natsOptions_SetToken(options, settings.token.c_str()));
    if (!settings.credentials.empty())
        step(natsOptions_SetUserCredentialsFromFiles(options, settings.credentials.c_str(),
                                                     nullptr));
    if (!settings.tls && !server.starts_with("tls://")) return step.status();
    step(natsOptions_SetSecure(options, true));
    const std::string authorities =
        settings.root_certificate.empty() ? system_authorities : settings.root_certificate;
    if (!settings.root_certificate.empty() || std::filesystem::exists(authorities))
        step(natsOptions_LoadCATrustedCertificates(options, authorities.c_str()));
    if (!settings.certificate.empty())
        step(natsOptions_LoadCertificatesChain(options, settings.certificate.c_str(),
                                               settings.key.c_str()));
    return step.status();
}

cx::Status Session::open(const Settings& settings, const std::string& server,
                         const std::shared_ptr<Acks>& acks, std::unique_ptr<Session>& out)
{
    natsOptions* made = nullptr;
    if (const natsStatus status = natsOptions_Create(&made); status != NATS_OK)
        return status_of(status, "the NATS client");
    const Owned<natsOptions> options(made);
    if (const natsStatus status = configure(made, settings, server, acks->number());
        status != NATS_OK)
        return status_of(status, "the options of the NATS client");
    auto session = std::make_unique<Session>();
    natsConnection* connection = nullptr;
    if (const natsStatus status = natsConnection_Connect(&connection, made); status != NATS_OK)
        return status_of(status, "NATS");
    session->connection_.reset(connection);
    jsOptions context_options;
    jsOptions_Init(&context_options);
    context_options.Wait = step_ms;
    context_options.PublishAsync.AckHandler = on_ack;
    context_options.PublishAsync.AckHandlerClosure = acks->number();
    jsCtx* context = nullptr;
    if (const natsStatus status = natsConnection_JetStream(&context, connection, &context_options);
        status != NATS_OK)
        return status_of(status, "JetStream");
    session->context_.reset(context);
    out = std::move(session);
    return cx::ok();
}

cx::Status Session::prepare(const Settings& settings, const std::string& subjects)
{
    jsStreamInfo* info = nullptr;
    jsErrCode code{};
    natsStatus status =
        js_GetStreamInfo(&info, context_.get(), settings.stream.c_str(), nullptr, &code);
    const Owned<jsStreamInfo> found(info);
    if (status == NATS_OK) return cx::ok();
    if (status != NATS_NOT_FOUND)
        return status_of(status, fmt::format("stream '{}'", settings.stream));
    if (!settings.create)
        return cx::failed(
            fmt::format("there is no stream '{}'; make it for the subjects {}, or set "
                        "'create: true'",
                        settings.stream, subjects));
    jsStreamConfig wanted;
    jsStreamConfig_Init(&wanted);
    const char* all[] = {subjects.c_str()};
    wanted.Name = settings.stream.c_str();
    wanted.Subjects = all;
    wanted.SubjectsLen = 1;
    wanted.Storage = js_FileStorage;
    wanted.Replicas = settings.replicas;
    wanted.MaxAge = std::chrono::nanoseconds(settings.max_age).count();
    std::chrono::nanoseconds window = settings.duplicate_window;
    if (settings.max_age.count() > 0 && settings.max_age < settings.duplicate_window)
        window = settings.max_age;  // The server takes no longer one.
    wanted.Duplicates = window.count();
    jsStreamInfo* made = nullptr;
    status = js_AddStream(&made, context_.get(), &wanted, nullptr, &code);
    const Owned<jsStreamInfo> kept(made);
    return status == NATS_OK
               ? cx::ok()
               : status_of(status, fmt::format("making the stream '{}'", settings.stream));
}

cx::Status Session::publish(const Settings& settings, const Message& message)
{
    natsMsg* made = nullptr;
    natsStatus status = natsMsg_Create(&made, message.subject.c_str(), nullptr, message.data.data(),
                                       static_cast<int>(message.data.size()));
    if (status != NATS_OK) return status_of(status, "a message");
    jsPubOptions options;
    jsPubOptions_Init(&options);
    options.MsgId = message.id.c_str();
    options.ExpectStream = settings.stream.c_str();
    options.MaxWait = std::chrono::milliseconds(settings.ack_timeout).count();
    status = js_PublishMsgAsync(context_.get(), &made, &options);
    natsMsg_Destroy(made);  // Ours only where it was not taken.
    return status == NATS_OK ? cx::ok() : status_of(status, "publishing");
}

bool Session::closed() const
{
    return natsConnection_IsClosed(connection_.get());
}

std::size_t Session::payload_bytes_max() const
{
    const std::int64_t most = natsConnection_GetMaxPayload(connection_.get());
    return most > 0 ? static_cast<std::size_t>(most) : 0;
}

}  // namespace nats_sink
