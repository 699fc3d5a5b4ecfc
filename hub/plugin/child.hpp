// The process that runs a plugin: this binary once more, as `cxhub plugin-host LIBRARY FD`.
#pragma once

#include "plugin/plugin.hpp"
#include "plugin/wire.hpp"

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

namespace cx::plugin {

// One life of a child. It leads a process group of its own, so that a Ctrl-C at the terminal is the
// hub's alone and whatever it starts ends with it. Its environment holds PATH, TZ, the language
// and what says where the network's proxies and authorities are, nothing else; it inherits no
// descriptor but the socket.
class Child {
public:
    // Error code: plugin.start.
    static Result<std::unique_ptr<Child>> spawn(const std::string& binary,
                                                const std::string& library);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    // Asks it to end, waits a little, then kills it.
    ~Child();

    bool send(Kind kind, std::string_view body);
    // Waits for the frame that ends a call: `on_frame` gets each and says whether it was that.
    // Serves the child's own questions meanwhile and passes on `host.stopping`. Returns "" or why
    // there is no answer; the child is then of no more use.
    std::string await(const Host& host, std::uint32_t patience_ms,
                      const std::function<bool(const Frame&)>& on_frame);

private:
    Child(pid_t pid, int fd) : pid_(pid), channel_(fd) {}
    bool serve(const Host& host, const Frame& frame);
    // How it ended, in words; waits for it.
    std::string reap(bool kill_first);

    pid_t pid_;
    Channel channel_;
    bool told_to_stop_ = false;
    bool reaped_ = false;
};

}  // namespace cx::plugin
