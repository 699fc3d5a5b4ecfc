// CSV that comes in pieces (RFC 4180, with either line end).
#pragma once

#include "rest/decode/formats.hpp"
#include "rest/decode/row_flow.hpp"

#include <string>
#include <vector>

namespace rest::decode {

class CsvFlow final : public RowFlow {
public:
    explicit CsvFlow(CsvFormat format) : format_(std::move(format)) {}

    cx::Result<cx::Done> take(std::string_view more, bool last,
                              std::vector<cx::json::Value>& records) override;

private:
    enum class Row { whole, unfinished, broken };

    Row next();
    bool field(std::string& out, bool& ends_row);
    cx::Result<cx::Done> use(std::vector<cx::json::Value>& records);

    CsvFormat format_;
    std::string text_;
    std::size_t at_ = 0;
    bool last_ = false;
    bool begun_ = false;
    std::size_t row_ = 0;
    std::vector<std::string> fields_;
    std::vector<std::string> header_;
};

}  // namespace rest::decode
