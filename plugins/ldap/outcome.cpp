#include "ldap/outcome.hpp"

#include <fmt/format.h>
#include <ldap.h>

#include <algorithm>
#include <array>

namespace directory {
namespace {

struct Row {
    int code;
    cx_status status;
    const char* remedy;
};

constexpr std::array<Row, 24> rows{{
    {LDAP_INVALID_CREDENTIALS, CX_FAILED,
     "check 'bind_dn' and 'password', and whether the account is locked or has expired"},
    {LDAP_INAPPROPRIATE_AUTH, CX_FAILED,
     "the directory wants an account: set 'bind_dn' and 'password'"},
    {LDAP_STRONG_AUTH_REQUIRED, CX_FAILED, "use ldaps:// or set 'start_tls'"},
    {LDAP_CONFIDENTIALITY_REQUIRED, CX_FAILED, "use ldaps:// or set 'start_tls'"},
    {LDAP_AUTH_METHOD_NOT_SUPPORTED, CX_FAILED,
     "ask the directory's administrator to allow simple binds of this account"},
    {LDAP_INSUFFICIENT_ACCESS, CX_FAILED,
     "ask the directory's administrator to let the account read below 'base'"},
    {LDAP_NO_SUCH_OBJECT, CX_FAILED,
     "check 'base'; a base that the account may not see does not exist for it"},
    {LDAP_INVALID_DN_SYNTAX, CX_FAILED, "check the spelling of 'base' and 'bind_dn'"},
    {LDAP_FILTER_ERROR, CX_FAILED, "check the option 'filter'"},
    {LDAP_INAPPROPRIATE_MATCHING, CX_FAILED,
     "the directory cannot compare the attribute 'changed': use mode snapshot"},
    {LDAP_UNDEFINED_TYPE, CX_FAILED, "the directory knows no such attribute"},
    {LDAP_UNAVAILABLE_CRITICAL_EXTENSION, CX_FAILED,
     "the directory gives no pages (RFC 2696): ask its administrator to allow paged results"},
    {LDAP_SIZELIMIT_EXCEEDED, CX_FAILED,
     "ask the directory's administrator to let this account read all entries by pages (OpenLDAP: "
     "limits dn.exact=\"ACCOUNT\" size.prtotal=unlimited), or narrow 'filter'"},
    {LDAP_ADMINLIMIT_EXCEEDED, CX_FAILED,
     "ask the directory's administrator to raise the limits of this account (OpenLDAP: "
     "size.unchecked; Active Directory: MaxPageSize), or lower 'page_size'"},
    {LDAP_TIMELIMIT_EXCEEDED, CX_RETRY,
     "lower 'page_size', or ask for an index on what 'filter' asks and a higher time limit"},
    {LDAP_UNWILLING_TO_PERFORM, CX_FAILED,
     "the directory does not do this for this account: ask its administrator"},
    {LDAP_REFERRAL, CX_FAILED, "the base is kept by another server: name that one in 'url'"},
    {LDAP_PROTOCOL_ERROR, CX_FAILED,
     "the server does not do what was asked; with 'start_tls' it may offer no TLS: use ldaps://"},
    {LDAP_BUSY, CX_RETRY, ""},
    {LDAP_UNAVAILABLE, CX_RETRY, ""},
    {LDAP_SERVER_DOWN, CX_RETRY, ""},
    {LDAP_TIMEOUT, CX_RETRY, ""},
    {LDAP_CONNECT_ERROR, CX_RETRY, ""},
    {LDAP_USER_CANCELLED, CX_RETRY, ""},
}};

}  // namespace

cx::Status outcome(int code, std::string_view doing)
{
    if (code == LDAP_SUCCESS) return cx::ok();
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Row& one) { return one.code == code; });
    const bool known = row != rows.end();
    const std::string_view remedy = known ? row->remedy : "";
    std::string why = fmt::format("{} ended with {} ({}){}{}", doing, ::ldap_err2string(code), code,
                                  remedy.empty() ? "" : ": ", remedy);
    return known && row->status == CX_FAILED ? cx::failed(std::move(why))
                                             : cx::retry(std::move(why));
}

}  // namespace directory
