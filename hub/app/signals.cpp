#include "app/signals.hpp"

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace cx::app {
namespace {

volatile std::sig_atomic_t stop_asked = 0;

void on_signal(int signal)
{
    if (stop_asked) ::_exit(128 + signal);
    stop_asked = 1;
}

volatile std::sig_atomic_t reload_asked_for = 0;

void on_hangup(int)
{
    reload_asked_for = 1;
}

}  // namespace

StopSignals::StopSignals()
{
    stop_asked = 0;
    reload_asked_for = 0;
    struct sigaction action = {};
    action.sa_handler = &on_signal;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    action.sa_handler = &on_hangup;
    ::sigaction(SIGHUP, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

StopSignals::~StopSignals()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGHUP, SIG_DFL);
}

bool StopSignals::asked() const
{
    return stop_asked != 0;
}

bool StopSignals::reload_asked()
{
    const bool asked = reload_asked_for != 0;
    reload_asked_for = 0;
    return asked;
}

void StopSignals::wait_ms(int milliseconds) const
{
    if (!asked() && !reload_asked_for) ::poll(nullptr, 0, milliseconds);  // A signal interrupts it.
}

}  // namespace cx::app
