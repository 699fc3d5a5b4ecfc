#include "plugin/child.hpp"

#include "base/limits.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

namespace cx::plugin {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int child_fd = 3;
constexpr milliseconds slice{50};  // How soon `stopping` reaches the child, and a hang is noticed.

std::vector<std::string> clean_environment()
{
    std::vector<std::string> all;
    // Sanitizer options are read by the runtime of a test build alone.
    for (const char* name :
         {"PATH", "TZ", "LANG", "LC_ALL", "LC_CTYPE", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY",
          "http_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "ASAN_OPTIONS",
          "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) all.push_back(fmt::format("{}={}", name, value));
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

// What posix_spawn shall do in the child before it becomes the other program.
class SpawnPlan {
public:
    explicit SpawnPlan(int socket)
    {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
        // Output of `cxhub` is for programs; what a plugin prints is not part of it.
        posix_spawn_file_actions_adddup2(&actions_, 2, 1);
        posix_spawn_file_actions_adddup2(&actions_, socket, child_fd);
        posix_spawn_file_actions_addclosefrom_np(&actions_, child_fd + 1);
        posix_spawnattr_init(&attributes_);
        posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setpgroup(&attributes_, 0);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
        sigset_t all;
        sigfillset(&all);
        posix_spawnattr_setsigdefault(&attributes_, &all);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan()
    {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }

    const posix_spawn_file_actions_t* actions() const { return &actions_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

Result<std::unique_ptr<Child>> Child::spawn(const std::string& binary, const std::string& library)
{
    int sockets[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
        return Error{"plugin.start",
                     fmt::format("no socket for the plugin: {}", std::strerror(errno))};
    std::vector<std::string> arguments = {binary, "plugin-host",
                                          std::filesystem::absolute(library).string(),
                                          std::to_string(child_fd)};
    std::vector<std::string> environment = clean_environment();
    const SpawnPlan plan(sockets[1]);
    pid_t pid = 0;
    const int failure = ::posix_spawn(&pid, binary.c_str(), plan.actions(), plan.attributes(),
                                      pointers(arguments).data(), pointers(environment).data());
    ::close(sockets[1]);
    if (failure != 0) {
        ::close(sockets[0]);
        return Error{"plugin.start",
                     fmt::format("cannot start {}: {}", binary, std::strerror(failure))};
    }
    return std::unique_ptr<Child>(new Child(pid, sockets[0]));
}

Child::~Child()
{
    if (reaped_) return;
    const milliseconds grace{limits::plugin_stop_ms};
    const bool asked = channel_.send(Kind::quit, {}, grace);
    const Clock::time_point until = Clock::now() + grace;
    while (asked && Clock::now() < until) {
        const pid_t ended = ::waitpid(pid_, nullptr, WNOHANG);
        if (ended == pid_ || (ended < 0 && errno == ECHILD)) {
            ::kill(-pid_, SIGKILL);  // What it may have left behind in its group.
            return;
        }
        std::this_thread::sleep_for(milliseconds(2));
    }
    reap(true);
}

std::string Child::reap(bool kill_first)
{
    if (kill_first) ::kill(-pid_, SIGKILL);
    int status = 0;
    pid_t ended = 0;
    // Its socket is closed or it was killed; should it linger all the same, it does not get long.
    const Clock::time_point until = Clock::now() + milliseconds(limits::plugin_stop_ms);
    while ((ended = ::waitpid(pid_, &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
        if (Clock::now() >= until) ::kill(-pid_, SIGKILL);
        std::this_thread::sleep_for(milliseconds(2));
    }
    reaped_ = true;
    ::kill(-pid_, SIGKILL);
    if (ended < 0) return "the plugin's process ended";
    if (WIFSIGNALED(status))
        return fmt::format("the plugin's process was ended by signal {} ({})", WTERMSIG(status),
                           ::strsignal(WTERMSIG(status)));
    return fmt::format("the plugin's process ended with status {}", WEXITSTATUS(status));
}

bool Child::send(Kind kind, std::string_view body)
{
    return channel_.send(kind, body, milliseconds(limits::plugin_stop_ms * 10));
}

bool Child::serve(const Host& host, const Frame& frame)
{
    Decoder in(frame.body);
    Encoder out;
    switch (frame.kind) {
        case Kind::log: {
            const auto level = static_cast<int>(in.number());
            const std::string_view line = in.text();
            if (!in.bad() && host.log) host.log(host.self, level, line.data(), line.size());
            return !in.bad();
        }
        case Kind::state_get: {
            std::string value;
            const std::string_view key = in.text();
            const bool found = host.state_get && host.state_get(host.self, key, value);
            out.number(found).text(value);
            break;
        }
        case Kind::state_put: {
            const std::string_view key = in.text();
            const std::string_view value = in.text();
            out.number(!in.bad() && host.state_put && host.state_put(host.self, key, value));
            break;
        }
        case Kind::now:
            out.number(static_cast<std::uint64_t>(host.now_us ? host.now_us(host.self) : 0));
            break;
        case Kind::budget: {
            const auto requests = static_cast<std::uint32_t>(in.number());
            out.number(host.take_budget ? host.take_budget(host.self, requests) : 0U);
            break;
        }
        case Kind::trace:
            out.text(host.trace_id ? host.trace_id(host.self) : "");
            break;
        case Kind::current: {
            std::string payload;
            const std::string_view stream = in.text();
            const std::string_view key = in.text();
            out.number(!in.bad() && host.current && host.current(host.self, stream, key, payload));
            out.text(payload);
            break;
        }
        case Kind::page: {
            const std::string_view stream = in.text();
            const std::uint64_t position = in.number();
            const auto most = static_cast<std::uint32_t>(in.number());
            if (in.bad() || !host.page) break;
            // A frame has room for a few payloads of the greatest size; the child asks on.
            for (const Current& row : host.page(host.self, stream, position, most)) {
                if (out.size() > part_bytes) break;
                out.number(row.position).text(row.key).text(row.payload);
            }
            break;
        }
        default:
            return false;
    }
    return !in.bad() && send(Kind::reply, out.take());
}

std::string Child::await(const Host& host, std::uint32_t patience_ms,
                         const std::function<bool(const Frame&)>& on_frame)
{
    Clock::time_point until = Clock::now() + milliseconds(patience_ms);
    Frame frame;
    for (;;) {
        const bool stopping = host.stopping && __atomic_load_n(host.stopping, __ATOMIC_ACQUIRE);
        if (stopping && !told_to_stop_) {
            told_to_stop_ = true;
            channel_.send(Kind::stop, {}, milliseconds(limits::plugin_stop_ms));
            until = std::min(until, Clock::now() + milliseconds(2 * limits::plugin_stop_ms));
        }
        switch (channel_.receive(frame, slice)) {
            case Channel::Outcome::closed:
                return reap(false);
            case Channel::Outcome::timeout:
                if (Clock::now() < until) continue;
                reap(true);
                return stopping ? "the plugin did not stop in time and was killed"
                                : "the plugin did not answer in time and was killed";
            case Channel::Outcome::frame:
                break;
        }
        if (frame.kind >= Kind::log) {
            if (serve(host, frame)) continue;
        } else if (on_frame(frame)) {
            return {};
        } else if (frame.kind == Kind::records) {
            continue;
        }
        reap(true);
        return "the plugin's process spoke out of turn and was killed";
    }
}

}  // namespace cx::plugin
