// A search in a directory, page by page.
#pragma once

#include "ldap/entry.hpp"
#include "ldap/options.hpp"

#include <cx/host.hpp>
#include <cx/source.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace directory {

struct Search {
    std::string base;
    std::string filter;
    std::string scope;
    std::vector<std::string> attributes;  // Empty: all of users
    std::string key;
    std::string changed;
    std::uint32_t page_size = 500;
};

struct Page {
    cx::Status status;  // Where it is not ok the rest means nothing, and the search is over.
    std::vector<Entry> entries;
    bool last = false;
};

// One search at a time. An interface, so that a source can be tested without a server.
class Directory {
public:
    virtual ~Directory() = default;
    virtual Page first(const Search& search) = 0;
    // The page behind the one before.
    virtual Page next() = 0;
    // Ends the search, and the connection with it.
    virtual void close() = 0;
};

// Over the network. Throws cx::BadOptions where the options do not go together. Returns within a
// second of Host::stopping.
std::unique_ptr<Directory> make_directory(const LdapOptions& options, cx::Host host);

}  // namespace directory
