#include "ldap/connection.hpp"

#include "ldap/outcome.hpp"

#include <cx/plugin.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <ldap.h>
#include <netdb.h>
#include <openldap.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <thread>

namespace directory {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds slice{100};
constexpr std::string_view system_authorities = "/etc/ssl/certs/ca-certificates.crt";
// Of one message of the directory, an entry with its photos among them.
constexpr ber_len_t message_bytes_max = 16U << 20;

// Ends a handshake, which the library waits for by itself, when its time is over.
class Guard {
public:
    Guard(int socket, const cx::Host& host, Clock::time_point until)
        : thread_([this, socket, &host, until] {
              while (!done_ && !host.stopping() && Clock::now() < until)
                  std::this_thread::sleep_for(slice / 2);
              if (done_) return;
              cut_ = true;
              ::shutdown(socket, SHUT_RDWR);
          })
    {
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard()
    {
        done_ = true;
        thread_.join();
    }
    bool cut() const { return cut_; }

private:
    std::atomic<bool> done_{false};
    std::atomic<bool> cut_{false};
    std::thread thread_;
};

struct FreeAddresses {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

// A connected socket, or -1.
int connect_to(const addrinfo& address, const cx::Host& host, Clock::time_point until)
{
    const int made = ::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                              address.ai_protocol);
    if (made < 0) return -1;
    bool connected = ::connect(made, address.ai_addr, address.ai_addrlen) == 0;
    bool waiting = !connected && errno == EINPROGRESS;
    while (waiting && !host.stopping() && Clock::now() < until) {
        pollfd ready{made, POLLOUT, 0};
        if (::poll(&ready, 1, static_cast<int>(slice.count())) == 0) continue;
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(made, SOL_SOCKET, SO_ERROR, &error, &size);
        connected = error == 0;
        waiting = false;
    }
    if (connected && ::fcntl(made, F_SETFL, 0) == 0) return made;
    ::close(made);
    return -1;
}

int result_code(LDAP* handle, LDAPMessage* answer)
{
    int code = LDAP_OTHER;
    const int parsed =
        ::ldap_parse_result(handle, answer, &code, nullptr, nullptr, nullptr, nullptr, 0);
    return parsed == LDAP_SUCCESS ? code : parsed;
}

}  // namespace

void FreeMessage::operator()(LDAPMessage* message) const
{
    ::ldap_msgfree(message);
}

bool Address::is_loopback() const
{
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

Address checked_address(const LdapOptions& options)
{
    constexpr std::string_view plain = "ldap://";
    constexpr std::string_view secure = "ldaps://";
    std::string_view rest = options.url;
    Address address;
    address.secure = rest.starts_with(secure);
    if (!address.secure && !rest.starts_with(plain))
        throw cx::BadOptions("option 'url' should begin with ldaps:// or ldap://");
    rest.remove_prefix(address.secure ? secure.size() : plain.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    address.port = address.secure ? "636" : "389";
    const std::size_t bracket = rest.starts_with('[') ? rest.find(']') : 0;
    const std::size_t colon = bracket == std::string_view::npos ? bracket : rest.find(':', bracket);
    if (colon != std::string_view::npos) address.port = rest.substr(colon + 1);
    address.host = rest.substr(0, colon);
    if (address.host.starts_with('[') && address.host.ends_with(']'))
        address.host = address.host.substr(1, address.host.size() - 2);
    const auto strange = [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == '?' || c == '@';
    };
    const bool digits = std::all_of(address.port.begin(), address.port.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
    if (address.host.empty() || address.port.empty() || !digits ||
        std::any_of(address.host.begin(), address.host.end(), strange))
        throw cx::BadOptions(
            "option 'url' should be a host and a port at most; the base of a "
            "search is an option of the stream");
    if (address.secure && options.start_tls)
        throw cx::BadOptions("option 'start_tls' goes with ldap://; ldaps:// is encrypted already");
    if (options.bind_dn.empty() != options.password.empty())
        throw cx::BadOptions("options 'bind_dn' and 'password' go together");
    if (!options.password.empty() && !address.secure && !options.start_tls &&
        !address.is_loopback() && !options.plain_credentials)
        throw cx::BadOptions(
            "the password would travel readable to another machine over ldap://; use ldaps:// or "
            "'start_tls', or set 'plain_credentials' inside a network that you trust");
    return address;
}

Connection::Connection(const LdapOptions& options, const Address& address, cx::Host host)
    : options_(options), address_(address), host_(host)
{
}

Connection::~Connection()
{
    if (handle_)
        ::ldap_unbind_ext(handle_, nullptr, nullptr);
    else if (socket_ >= 0)
        ::close(socket_);
}

cx::Status Connection::open()
{
    cx::Status status = connect();
    if (status.code == CX_OK) status = prepare();
    if (status.code == CX_OK) status = encrypt();
    if (status.code == CX_OK) status = sign_in();
    return status;
}

cx::Status Connection::connect()
{
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int found = ::getaddrinfo(address_.host.c_str(), address_.port.c_str(), &wanted, &list);
    const std::unique_ptr<addrinfo, FreeAddresses> addresses(list);
    if (found != 0)
        return cx::retry(
            fmt::format("the directory's host has no address: {}", ::gai_strerror(found)));
    const auto until = Clock::now() + options_.connect_timeout;
    for (const addrinfo* one = addresses.get(); one && socket_ < 0; one = one->ai_next)
        socket_ = connect_to(*one, host_, until);
    if (socket_ < 0) return cx::retry("the directory cannot be reached at 'url'");
    return cx::ok();
}

// Every option is set: none comes from an ldap.conf or the environment.
cx::Status Connection::prepare()
{
    const std::string host =
        address_.host.find(':') == std::string::npos ? address_.host : "[" + address_.host + "]";
    const std::string url = fmt::format("ldap://{}:{}", host, address_.port);
    const int made = ::ldap_init_fd(socket_, LDAP_PROTO_TCP, url.c_str(), &handle_);
    if (made != LDAP_SUCCESS) return outcome(made, "the connection");
    const int version = LDAP_VERSION3;
    const int demand = LDAP_OPT_X_TLS_DEMAND;
    const int protocol = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
    const timeval patience{options_.connect_timeout.count(), 0};
    const std::string authorities(options_.ca_file.empty() ? system_authorities : options_.ca_file);
    ::ldap_set_option(handle_, LDAP_OPT_PROTOCOL_VERSION, &version);
    ::ldap_set_option(handle_, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
    ::ldap_set_option(handle_, LDAP_OPT_RESTART, LDAP_OPT_ON);
    ::ldap_set_option(handle_, LDAP_OPT_NETWORK_TIMEOUT, &patience);
    ::ldap_set_option(handle_, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
    ::ldap_set_option(handle_, LDAP_OPT_X_TLS_PROTOCOL_MIN, &protocol);
    ::ldap_set_option(handle_, LDAP_OPT_X_TLS_CACERTFILE, authorities.c_str());
    Sockbuf* buffer = nullptr;
    ber_len_t most = message_bytes_max;
    if (::ldap_get_option(handle_, LDAP_OPT_SOCKBUF, &buffer) == LDAP_OPT_SUCCESS && buffer)
        ::ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &most);
    return cx::ok();
}

cx::Status Connection::encrypt()
{
    if (!address_.secure && !options_.start_tls) return cx::ok();
    if (options_.start_tls) {
        int id = 0;
        Message answer;
        int code = ::ldap_start_tls(handle_, nullptr, nullptr, &id);
        if (code == LDAP_SUCCESS) code = await(id, answer);
        if (code == LDAP_UNAVAILABLE)
            return cx::failed("the directory offers no StartTLS; use ldaps://");
        if (code != LDAP_SUCCESS) return outcome(code, "StartTLS");
    }
    const int client = 0;
    if (::ldap_set_option(handle_, LDAP_OPT_X_TLS_NEWCTX, &client) != LDAP_OPT_SUCCESS)
        return cx::failed("the authorities' certificates cannot be read: check 'ca_file'");
    const Guard guard(socket_, host_, Clock::now() + options_.connect_timeout);
    if (::ldap_install_tls(handle_) == LDAP_SUCCESS) return cx::ok();
    if (guard.cut()) return cx::retry("the directory did not answer the TLS handshake in time");
    return cx::failed(
        "TLS to the directory failed: its certificate should be for the host in 'url' "
        "and come from an authority in 'ca_file', and it should speak TLS 1.2 or "
        "later");
}

cx::Status Connection::sign_in()
{
    if (options_.bind_dn.empty()) return cx::ok();
    std::string password = options_.password;
    berval secret{password.size(), password.data()};
    int id = 0;
    Message answer;
    int code = ::ldap_sasl_bind(handle_, options_.bind_dn.c_str(), LDAP_SASL_SIMPLE, &secret,
                                nullptr, nullptr, &id);
    if (code == LDAP_SUCCESS) code = await(id, answer);
    return outcome(code, "the bind");
}

int Connection::await(int id, Message& answer)
{
    const auto until = Clock::now() + options_.read_timeout;
    while (!host_.stopping() && Clock::now() < until) {
        timeval patience{0, std::chrono::microseconds(slice).count()};
        LDAPMessage* came = nullptr;
        const int kind = ::ldap_result(handle_, id, LDAP_MSG_ALL, &patience, &came);
        answer.reset(came);
        if (kind < 0) {
            int code = LDAP_SERVER_DOWN;
            ::ldap_get_option(handle_, LDAP_OPT_RESULT_CODE, &code);
            return code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code;
        }
        if (kind > 0) return result_code(handle_, answer.get());
    }
    return host_.stopping() ? LDAP_USER_CANCELLED : LDAP_TIMEOUT;
}

}  // namespace directory
