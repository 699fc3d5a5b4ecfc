// One connection to a directory: made, encrypted and signed in within the options' times, and given
// up within a second of Host::stopping wherever it waits.
#pragma once

#include "ldap/options.hpp"

#include <cx/host.hpp>
#include <cx/source.hpp>

#include <ldap.h>

#include <chrono>
#include <memory>
#include <string>

// The namespace cannot be called after its folder: ldap.h has a struct of that name.
namespace directory {

struct Address {
    bool secure = false;  // ldaps://
    std::string host;
    std::string port;

    bool is_loopback() const;
};

// Throws cx::BadOptions: where the address is none, and where a password would be readable.
Address checked_address(const LdapOptions& options);

struct FreeMessage {
    void operator()(LDAPMessage* message) const;
};
using Message = std::unique_ptr<LDAPMessage, FreeMessage>;

class Connection {
public:
    Connection(const LdapOptions& options, const Address& address, cx::Host host);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    // Connects, encrypts and signs in; on failure the connection is of no use.
    cx::Status open();
    // The whole answer to request `id`: the result code of LDAP, LDAP_TIMEOUT when it did not come
    // in time, LDAP_USER_CANCELLED when the hub wants to stop.
    int await(int id, Message& answer);
    LDAP* handle() { return handle_; }

private:
    cx::Status connect();
    cx::Status prepare();
    cx::Status encrypt();
    cx::Status sign_in();

    const LdapOptions& options_;
    const Address& address_;
    cx::Host host_;
    int socket_ = -1;  // The library closes it once it has it.
    LDAP* handle_ = nullptr;
};

}  // namespace directory
