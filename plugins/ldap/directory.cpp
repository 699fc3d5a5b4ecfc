#include "ldap/directory.hpp"

#include "ldap/connection.hpp"
#include "ldap/outcome.hpp"
#include "ldap/pipe_signal.hpp"

#include <cx/plugin.hpp>

#include <ldap.h>

#include <algorithm>
#include <optional>

namespace directory {
namespace {

struct FreeControl {
    void operator()(LDAPControl* control) const { ::ldap_control_free(control); }
};
struct FreeControls {
    void operator()(LDAPControl** controls) const { ::ldap_controls_free(controls); }
};
struct FreeValues {
    void operator()(berval** values) const { ::ldap_value_free_len(values); }
};
struct FreeMemory {
    void operator()(char* memory) const { ::ldap_memfree(memory); }
};
struct FreeBer {
    void operator()(BerElement* ber) const { ::ber_free(ber, 0); }
};

int scope_of(const std::string& name)
{
    return name == "base"  ? LDAP_SCOPE_BASE
           : name == "one" ? LDAP_SCOPE_ONELEVEL
                           : LDAP_SCOPE_SUBTREE;
}

Attributes attributes_of(LDAP* handle, LDAPMessage* entry)
{
    Attributes attributes;
    BerElement* place = nullptr;
    std::unique_ptr<char, FreeMemory> name(::ldap_first_attribute(handle, entry, &place));
    const std::unique_ptr<BerElement, FreeBer> owned(place);
    for (; name; name.reset(::ldap_next_attribute(handle, entry, place))) {
        const std::unique_ptr<berval*, FreeValues> values(
            ::ldap_get_values_len(handle, entry, name.get()));
        for (berval** value = values.get(); value && *value; ++value)
            attributes[name.get()].emplace_back((*value)->bv_val, (*value)->bv_len);
    }
    return attributes;
}

class NetworkDirectory final : public Directory {
public:
    NetworkDirectory(LdapOptions options, cx::Host host)
        : options_(std::move(options)), address_(checked_address(options_)), host_(host)
    {
    }
    ~NetworkDirectory() override { NetworkDirectory::close(); }
    NetworkDirectory(const NetworkDirectory&) = delete;
    NetworkDirectory& operator=(const NetworkDirectory&) = delete;

    Page first(const Search& search) override;
    Page next() override;
    void close() override;

private:
    cx::Status ask(Message& answer);
    cx::Status keep_cookie(LDAPMessage* answer);

    const LdapOptions options_;
    const Address address_;
    cx::Host host_;
    Search search_;
    std::string cookie_;  // Of the page to come; empty: the first
    std::optional<Connection> connection_;
};

void NetworkDirectory::close()
{
    const NoPipeSignal quiet;
    connection_.reset();
    cookie_.clear();
}

Page NetworkDirectory::first(const Search& search)
{
    const NoPipeSignal quiet;
    close();
    search_ = search;
    connection_.emplace(options_, address_, host_);
    Page page;
    page.status = connection_->open();
    return page.status.code == CX_OK ? next() : page;
}

// Asks for the page behind the cookie.
cx::Status NetworkDirectory::ask(Message& answer)
{
    LDAP* const handle = connection_->handle();
    berval cookie{cookie_.size(), cookie_.data()};
    LDAPControl* made = nullptr;
    const int size = static_cast<int>(search_.page_size);
    int code = ::ldap_create_page_control(handle, size, &cookie, 1, &made);
    const std::unique_ptr<LDAPControl, FreeControl> paging(made);
    if (code != LDAP_SUCCESS) return outcome(code, "the search");

    // "*" are the attributes of users; what the directory keeps by itself is asked for by name.
    std::vector<std::string> names = search_.attributes;
    if (names.empty()) names.emplace_back("*");
    names.push_back(search_.key);
    names.push_back(search_.changed);
    std::vector<char*> wanted;
    for (std::string& name : names) wanted.push_back(name.data());
    wanted.push_back(nullptr);
    LDAPControl* controls[] = {paging.get(), nullptr};
    int id = 0;
    code = ::ldap_search_ext(handle, search_.base.c_str(), scope_of(search_.scope),
                             search_.filter.c_str(), wanted.data(), 0, controls, nullptr, nullptr,
                             LDAP_NO_LIMIT, &id);
    if (code == LDAP_SUCCESS) code = connection_->await(id, answer);
    // In the middle: the directory has forgotten the search, and the next one begins it again.
    if (!cookie_.empty() && (code == LDAP_UNWILLING_TO_PERFORM || code == LDAP_PROTOCOL_ERROR))
        return cx::retry("the directory forgot the page that was to come");
    return outcome(code, "the search");
}

// Takes the cookie of the page to come; empty: this was the last.
cx::Status NetworkDirectory::keep_cookie(LDAPMessage* answer)
{
    LDAP* const handle = connection_->handle();
    LDAPControl** came = nullptr;
    ::ldap_parse_result(handle, answer, nullptr, nullptr, nullptr, nullptr, &came, 0);
    const std::unique_ptr<LDAPControl*, FreeControls> controls(came);
    LDAPControl* const paging = ::ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, came, nullptr);
    if (!paging) return cx::failed("the directory answered without pages (RFC 2696)");
    berval cookie{0, nullptr};
    int total = 0;
    const int code = ::ldap_parse_pageresponse_control(handle, paging, &total, &cookie);
    if (code != LDAP_SUCCESS) return outcome(code, "the search");
    cookie_.assign(cookie.bv_val ? cookie.bv_val : "", cookie.bv_len);
    ::ber_memfree(cookie.bv_val);
    return cx::ok();
}

Page NetworkDirectory::next()
{
    const NoPipeSignal quiet;
    Page page;
    Message answer;
    page.status = ask(answer);
    if (page.status.code == CX_OK) page.status = keep_cookie(answer.get());
    if (page.status.code != CX_OK) {
        close();
        return page;
    }
    page.last = cookie_.empty();
    LDAP* const handle = connection_->handle();
    for (LDAPMessage* entry = ::ldap_first_entry(handle, answer.get()); entry;
         entry = ::ldap_next_entry(handle, entry)) {
        const std::unique_ptr<char, FreeMemory> dn(::ldap_get_dn(handle, entry));
        page.entries.push_back(make_entry(dn ? dn.get() : "", attributes_of(handle, entry),
                                          search_.key, search_.changed));
    }
    return page;
}

}  // namespace

std::unique_ptr<Directory> make_directory(const LdapOptions& options, cx::Host host)
{
    return std::make_unique<NetworkDirectory>(options, host);
}

}  // namespace directory
