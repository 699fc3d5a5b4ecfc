// Which options go together, and that nobody waits for a directory that is not there.
#include "ldap/connection.hpp"

#include "ldap/directory.hpp"
#include "testhttp/host.hpp"

#include <cx/plugin.hpp>

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace directory {
namespace {

using testing::HasSubstr;

std::string refusal(const LdapOptions& options)
{
    try {
        checked_address(options);
    } catch (const cx::BadOptions& bad) {
        return bad.what();
    }
    return "";
}

LdapOptions with_password(const std::string& url)
{
    LdapOptions options;
    options.url = url;
    options.bind_dn = "cn=hub";
    options.password = "s3cret";
    return options;
}

TEST(LdapConnection, ReadsAddresses)
{
    LdapOptions options;
    options.url = "ldaps://directory.example";
    Address address = checked_address(options);
    EXPECT_TRUE(address.secure);
    EXPECT_EQ(address.host, "directory.example");
    EXPECT_EQ(address.port, "636");
    options.url = "ldap://[::1]:1389/";
    address = checked_address(options);
    EXPECT_EQ(address.host, "::1");
    EXPECT_EQ(address.port, "1389");
    EXPECT_TRUE(address.is_loopback());
    options.url = "ldap://[::1]";
    EXPECT_EQ(checked_address(options).port, "389");
    for (const char* url : {"", "http://x", "ldap://", "ldap://x:", "ldap://x:a", "ldap://x/dc=y",
                            "ldap://u@x", "ldap://a b"}) {
        options.url = url;
        EXPECT_NE(refusal(options), "") << url;
    }
}

TEST(LdapConnection, APasswordDoesNotTravelReadably)
{
    EXPECT_THAT(refusal(with_password("ldap://directory.example")),
                HasSubstr("readable to another machine"));
    EXPECT_EQ(refusal(with_password("ldaps://directory.example")), "");
    EXPECT_EQ(refusal(with_password("ldap://127.0.0.1:389")), "");
    LdapOptions options = with_password("ldap://directory.example");
    options.start_tls = true;
    EXPECT_EQ(refusal(options), "");
    options.start_tls = false;
    options.plain_credentials = true;
    EXPECT_EQ(refusal(options), "");
    options = with_password("ldaps://directory.example");
    options.start_tls = true;
    EXPECT_THAT(refusal(options), HasSubstr("start_tls"));
    // A name without a password would be an anonymous bind that looks like a success.
    options = with_password("ldaps://directory.example");
    options.password.clear();
    EXPECT_THAT(refusal(options), HasSubstr("go together"));
}

// Listens and says nothing.
class Silent {
public:
    Silent() : socket_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(socket_, reinterpret_cast<sockaddr*>(&address), size);
        ::listen(socket_, 4);
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
    }
    Silent(const Silent&) = delete;
    Silent& operator=(const Silent&) = delete;
    ~Silent() { ::close(socket_); }

    int port = 0;

private:
    int socket_;
};

TEST(LdapConnection, WhoIsNotThereIsAskedAgainLater)
{
    cx::http::testing::TestHost host;
    int port = 0;
    {
        port = Silent().port;
    }
    const auto directory =
        make_directory(with_password("ldap://127.0.0.1:" + std::to_string(port)), host.host());
    const Page page = directory->first({.base = "dc=x"});
    EXPECT_EQ(page.status.code, CX_RETRY);
    EXPECT_THAT(page.status.why, HasSubstr("cannot be reached"));
}

TEST(LdapConnection, ItStopsWithinASecondWhereverItWaits)
{
    const Silent silent;
    for (const char* scheme : {"ldap://127.0.0.1:", "ldaps://127.0.0.1:"}) {
        cx::http::testing::TestHost host;
        const auto directory =
            make_directory(with_password(scheme + std::to_string(silent.port)), host.host());
        std::thread stop([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            host.stopping = true;
        });
        const auto start = std::chrono::steady_clock::now();
        const Page page = directory->first({.base = "dc=x"});
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1)) << scheme;
        EXPECT_EQ(page.status.code, CX_RETRY) << page.status.why;
        stop.join();
    }
}

}  // namespace
}  // namespace directory
