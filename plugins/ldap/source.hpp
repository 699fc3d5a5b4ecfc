// The source of the ldap plugin: entries of a directory, all once and then what changed, or all
// every time.
#pragma once

#include "ldap/directory.hpp"
#include "ldap/options.hpp"
#include "ldap/progress.hpp"

#include <cx/plugin.hpp>

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace directory {

inline constexpr cx::RejectCode reject_table[] = {
    {"ldap.key", "An entry does not have the attribute that names it.",
     "Let the account read the attribute, or name another one in the option 'key'."},
};

// Each stream has a connection of its own, from a run's first page to its last: directories keep
// one paged search a connection. What of a page did not fit into the batch waits in memory.
class LdapSource final : public cx::Source {
public:
    using MakeDirectory = std::function<std::unique_ptr<Directory>()>;

    static constexpr const auto& stream_options = directory::stream_options;
    static constexpr std::span<const cx::RejectCode> reject_codes = reject_table;

    LdapSource(LdapOptions options, cx::StreamOptions<StreamOptions> streams, cx::Host host);
    // Of a test.
    LdapSource(const MakeDirectory& make, cx::StreamOptions<StreamOptions> streams, cx::Host host);

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out) override;

private:
    struct Stream {
        StreamOptions options;
        std::unique_ptr<Directory> directory;
        // Of the run that goes on in memory, as long as the hub comes with the cursor written last.
        bool running = false;
        std::string cursor;
        Progress progress;
        Page page;
        std::size_t at = 0;  // The next entry of the page
        bool wrote = false;  // Whether the page has brought anything new
    };

    bool snapshot(const Stream& stream) const { return stream.options.mode == "snapshot"; }
    cx::Status begin_run(Stream& stream, std::string_view cursor) const;
    cx::Status fill_page(Stream& stream) const;
    cx::Status take(Stream& stream, Page page) const;
    Search search_of(const Stream& stream) const;
    // Writes what is left of the page; false where the batch was full before its end.
    bool write_entries(Stream& stream, cx::BatchWriter& out) const;
    void end_run(Stream& stream, cx::BatchWriter& out) const;
    static void drop_run(Stream& stream);

    cx::Host host_;
    std::map<std::string, Stream, std::less<>> streams_;
};

}  // namespace directory
