#include "sql/source.hpp"

namespace sql {

std::unique_ptr<Connection> make_connection(const SourceOptions& options, cx::Host host)
{
    if (options.driver == "postgresql") return make_postgresql(options, host);
    if (options.driver == "mysql") return make_mysql(options, host);
    if (options.driver == "odbc") return make_odbc(options, host);
    return make_sqlite(options, host);
}

SqlSource::SqlSource(const SourceOptions& options, cx::StreamOptions<StreamOptions> streams,
                     cx::Host host)
    : connection_(make_connection(options, host))
{
    for (auto& [name, settings] : streams)
        streams_.try_emplace(name, name, std::move(settings), *connection_, host);
}

cx::Status SqlSource::poll(const cx::Poll& poll, cx::BatchWriter& out)
{
    const auto found = streams_.find(poll.stream);
    if (found == streams_.end())
        return cx::failed("there is no stream '" + std::string(poll.stream) + "'");
    return found->second.poll(poll, out);
}

}  // namespace sql
