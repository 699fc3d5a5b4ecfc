// A plugin that does what its stream is called, so that a test can see how the host takes it.
#include <cx/plugin.hpp>

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

struct ProbeOptions {
    std::string token;
    std::int64_t count = 3;
    std::string fail;
};

constexpr auto probe_options = cx::options(
    cx::option("token", &ProbeOptions::token, "A secret.").required().secret(),
    cx::option("count", &ProbeOptions::count, "How many records there are.").at_least(0),
    cx::option("fail", &ProbeOptions::fail, "How to fail at start.").one_of("", "throw", "crash"));

class Probe final : public cx::Source {
public:
    Probe(ProbeOptions options, cx::Host host) : options_(std::move(options)), host_(host)
    {
        if (options_.fail == "throw") throw std::runtime_error("the probe would not start");
        if (options_.fail == "crash") std::abort();
    }

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out) override
    {
        const std::string stream(poll.stream);
        const auto act = actions().find(stream);
        if (act == actions().end()) return cx::failed("no such stream");
        return (this->*act->second)(poll, out);
    }

    void committed(std::string_view, std::string_view cursor) override
    {
        host_.info("committed " + std::string(cursor));
    }

private:
    using Action = cx::Status (Probe::*)(const cx::Poll&, cx::BatchWriter&);
    static const std::map<std::string, Action>& actions()
    {
        static const std::map<std::string, Action> all = {{"count", &Probe::count},
                                                          {"bad_payload", &Probe::bad_payload},
                                                          {"overflow", &Probe::overflow},
                                                          {"no_cursor", &Probe::no_cursor},
                                                          {"long_cursor", &Probe::long_cursor},
                                                          {"throw", &Probe::do_throw},
                                                          {"crash", &Probe::crash},
                                                          {"exit", &Probe::exit},
                                                          {"hang", &Probe::hang},
                                                          {"wait", &Probe::wait},
                                                          {"environment", &Probe::environment},
                                                          {"state", &Probe::state},
                                                          {"clock", &Probe::clock},
                                                          {"budget", &Probe::budget},
                                                          {"trace", &Probe::trace},
                                                          {"retry", &Probe::retry},
                                                          {"silent", &Probe::silent},
                                                          {"big", &Probe::big},
                                                          {"snapshot", &Probe::snapshot}};
        return all;
    }

    cx::Status count(const cx::Poll& poll, cx::BatchWriter& out)
    {
        std::int64_t n = poll.cursor.empty() ? 0 : std::stoll(std::string(poll.cursor));
        for (bool room = true; room && n < options_.count; ++n) {
            const std::string key = "k" + std::to_string(n);
            room = out.record({.key = key, .payload = R"({"n":1})", .position = "here:1"});
        }
        out.total(static_cast<std::uint64_t>(options_.count));
        out.cursor(std::to_string(n), n < options_.count);
        return cx::ok();
    }
    cx::Status bad_payload(const cx::Poll&, cx::BatchWriter& out)
    {
        out.record({.key = "list", .payload = "[1]"});
        out.record({.key = "cut", .payload = R"({"a":)"});
        out.record({.key = "latin", .payload = "{\"a\":\"\xe9\"}"});
        out.record({.key = std::string(2000, 'k'), .payload = "{}"});
        out.record({.key = "huge", .payload = R"({"a":")" + std::string(1 << 20, 'x') + "\"}"});
        out.record({.key = "removed", .payload = "{}", .op = cx::Record::Op::remove});
        out.record({.key = "good", .payload = R"({"a":1})"});
        out.record({.key = "gone", .op = cx::Record::Op::remove});
        out.reject({.key = "own", .payload = "raw \xff line"}, "probe.bad", "it is bad");
        out.cursor("1");
        return cx::ok();
    }
    cx::Status overflow(const cx::Poll& poll, cx::BatchWriter& out)
    {
        for (std::uint32_t i = 0; i < poll.record_limit + 5; ++i)
            out.record({.key = "k", .payload = "{}"});
        out.cursor("1");
        return cx::ok();
    }
    cx::Status no_cursor(const cx::Poll&, cx::BatchWriter& out)
    {
        out.record({.key = "k", .payload = "{}"});
        return cx::ok();
    }
    cx::Status long_cursor(const cx::Poll&, cx::BatchWriter& out)
    {
        out.cursor(std::string((1 << 20) + 1, 'c'));
        return cx::ok();
    }
    cx::Status do_throw(const cx::Poll&, cx::BatchWriter& out)
    {
        out.record({.key = "k", .payload = "{}"});
        throw std::runtime_error("something broke inside");
    }
    cx::Status crash(const cx::Poll&, cx::BatchWriter&)
    {
        ::raise(SIGKILL);
        return cx::ok();
    }
    cx::Status exit(const cx::Poll&, cx::BatchWriter&) { ::_exit(7); }
    cx::Status hang(const cx::Poll&, cx::BatchWriter&)
    {
        for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
    }
    cx::Status wait(const cx::Poll& poll, cx::BatchWriter& out)
    {
        const bool whole = host_.sleep_ms(poll.wait_ms);
        out.cursor(whole ? "waited" : "stopped");
        return cx::ok();
    }
    cx::Status environment(const cx::Poll&, cx::BatchWriter& out)
    {
        const char* secret = std::getenv("CX_TEST_SECRET");
        out.cursor(std::string(secret ? secret : "none") + " " + std::to_string(::getpid()));
        return cx::ok();
    }
    cx::Status state(const cx::Poll& poll, cx::BatchWriter& out)
    {
        const std::string before = host_.state("token").value_or("nothing");
        const bool put = host_.put_state("token", poll.cursor);
        out.cursor(before + (put ? " put" : " lost"));
        return cx::ok();
    }
    cx::Status clock(const cx::Poll&, cx::BatchWriter& out)
    {
        out.cursor(std::to_string(host_.now_us()));
        return cx::ok();
    }
    cx::Status budget(const cx::Poll&, cx::BatchWriter& out)
    {
        out.cursor(std::to_string(host_.take_budget()) + " " +
                   std::to_string(host_.take_budget(3)));
        return cx::ok();
    }
    cx::Status trace(const cx::Poll&, cx::BatchWriter& out)
    {
        const std::string trace = host_.trace_id();
        out.cursor(trace.empty() ? "none" : trace);
        return cx::ok();
    }
    cx::Status retry(const cx::Poll&, cx::BatchWriter&)
    {
        return cx::retry("come back later", 1500);
    }
    cx::Status silent(const cx::Poll&, cx::BatchWriter&) { return cx::ok(); }
    cx::Status big(const cx::Poll&, cx::BatchWriter& out)
    {
        const std::string payload = R"({"a":")" + std::string(900'000, 'x') + "\"}";
        for (int i = 0; i < 20; ++i)
            if (!out.record({.key = std::to_string(i), .payload = payload})) break;
        out.cursor("big");
        return cx::ok();
    }
    cx::Status snapshot(const cx::Poll&, cx::BatchWriter& out)
    {
        out.record({.key = "only", .payload = "{}"});
        out.snapshot_end("whole");
        return cx::ok();
    }

    const ProbeOptions options_;
    const cx::Host host_;
};

// Does what the path of a request is called.
class ProbeReceiver final : public cx::Receiver {
public:
    explicit ProbeReceiver(ProbeOptions options) : options_(std::move(options)) {}

    cx::Status handle(const cx::Request& request, cx::BatchWriter& out,
                      cx::Response& response) override
    {
        const std::string_view path = request.path;
        if (path == "crash") ::raise(SIGKILL);
        if (path == "throw") throw std::runtime_error("something broke inside");
        if (path == "retry") return cx::retry("come back later", 1500);
        if (path == "hang")
            for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
        if (path == "overflow")
            for (std::uint32_t i = 0; i < request.record_limit + 5; ++i)
                out.record({.key = "k", .payload = "{}"});
        if (path == "bad_status") response.status(99);
        if (path == "own_header") response.header("Content-Length", "7");
        if (path == "split_header") response.header("X-Thing", "a\r\nSet-Cookie: b");
        if (path == "long_body") response.body("text/plain", std::string(2U << 20, 'x'));
        if (path == "echo") echo(request, out, response);
        return cx::ok();
    }

private:
    // All that came in, in the record; the answer has all that an answer may have.
    static void echo(const cx::Request& request, cx::BatchWriter& out, cx::Response& response)
    {
        cx::json::Value seen;
        seen["stream"] = request.stream;
        seen["method"] = request.method;
        seen["body"] = std::to_string(request.body.size());
        seen["remote"] = request.remote;
        seen["header"] = request.header("x-one");
        seen["parameter"] = request.parameter("two");
        out.record({.key = "k", .payload = cx::json::write(seen)});
        out.reject({.key = "r", .payload = "raw"}, "probe.bad", "it is bad");
        response.status(202);
        response.header("X-Answer", "yes");
        response.body("text/plain", "taken ");
        response.body("text/plain", request.body.substr(0, 5));
    }

    const ProbeOptions options_;
};

struct ProbeSinkOptions {
    std::string how = "all";
};

constexpr auto probe_sink_options =
    cx::options(cx::option("how", &ProbeSinkOptions::how, "What to do with changes.")
                    .one_of("all", "half", "refuse_second", "overstate", "crash", "reject_late"));

class ProbeSink final : public cx::Sink {
public:
    explicit ProbeSink(ProbeSinkOptions options) : options_(std::move(options)) {}

    cx::Status deliver(std::span<const cx_text> changes, cx::Receipt& out) override
    {
        if (options_.how == "crash") ::raise(SIGKILL);
        if (options_.how == "half") {
            out.delivered(changes.size() / 2);
            return cx::retry("the other half later", 10);
        }
        if (options_.how == "reject_late") {
            out.rejected(1, "not this one");
            out.delivered(1);
            return cx::retry("later");
        }
        if (options_.how == "refuse_second") out.rejected(1, "not this one");
        out.delivered(options_.how == "overstate" ? changes.size() + 10 : changes.size());
        return cx::ok();
    }

private:
    const ProbeSinkOptions options_;
};

}  // namespace

CX_PLUGIN_ROLES("probe", "Does what its stream is called.", cx::role<Probe, probe_options>(),
                cx::role<ProbeReceiver, probe_options>(), cx::role<ProbeSink, probe_sink_options>())
