// The source of the sql plugin: rows of tables and queries, whole or as they change.
#pragma once

#include "sql/connection.hpp"
#include "sql/options.hpp"
#include "sql/stream.hpp"

#include <cx/plugin.hpp>

#include <map>
#include <memory>
#include <span>
#include <string>

namespace sql {

inline constexpr cx::RejectCode reject_table[] = {
    {"sql.encoding", "The bytes of a column are not in its encoding.",
     "Name the encoding of the stream in 'encoding', or of the column in 'encodings'."},
    {"sql.key", "The key of a row is null, empty, too long or not in its encoding.",
     "Name columns of a primary key in 'key'."},
    {"sql.mismatch", "Two columns that must be equal differ.",
     "Find out which of the two is right, and correct it in the database; the next look at the row "
     "resolves this."},
    {"sql.no_cursor", "The cursor of a row is null, so its changes would not be seen.",
     "Name a second column that is never null, as in cursor: [updated_at, created_at], or read in "
     "mode whole."},
    {"sql.too_long", "A row has more than a megabyte.",
     "Leave its large columns out with 'columns' or 'query'."},
};

class SqlSource final : public cx::Source {
public:
    static constexpr const auto& stream_options = sql::stream_options;
    static constexpr std::span<const cx::RejectCode> reject_codes = reject_table;

    SqlSource(const SourceOptions& options, cx::StreamOptions<StreamOptions> streams,
              cx::Host host);

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out) override;

private:
    std::unique_ptr<Connection> connection_;
    std::map<std::string, Stream, std::less<>> streams_;
};

}  // namespace sql
