// Changes into tables: each batch is one transaction that also moves the position.
#pragma once

#include "postgres/batch.hpp"
#include "postgres/client.hpp"

#include <cx/plugin.hpp>

namespace postgres {

class PostgresSink final : public cx::Sink {
public:
    PostgresSink(const Settings& settings, cx::Host host);

    cx::Status deliver(std::span<const cx_text> changes, cx::Receipt& out) override;

private:
    std::optional<Problem> prepare();
    std::optional<Problem> make_tables();
    std::optional<Problem> make_columns(const Table& table);
    // Delivers changes [begin, end), in halves where the server refuses one of them.
    cx::Status deliver_range(std::span<const cx_text> changes, std::size_t begin, std::size_t end,
                             cx::Receipt& out);
    std::optional<Problem> write(std::span<const cx_text> changes, std::string& refused);
    std::optional<Problem> write_rows(const Batch& batch);
    std::optional<Problem> run(const std::string& sql,
                               std::span<const std::string> parameters = {});

    Settings settings_;
    Tables tables_;
    Client client_;
};

}  // namespace postgres
