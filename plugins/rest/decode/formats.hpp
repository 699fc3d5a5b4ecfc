// The formats of bodies, one function each. A body that is not what it should be is rest.body: the
// message tells the line or byte, never what stood there.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rest::decode {

using Documents = std::vector<cx::json::Value>;

bool is_blank(std::string_view body);

cx::Result<Documents> read_json(std::string_view body);
// A document a line; blank lines are none.
cx::Result<Documents> read_json_lines(std::string_view body);
// {"record": line} a line.
cx::Result<Documents> read_lines(std::string_view body);
// An element is the object of its attributes ("@name"), children by name (a list where there are
// several of one name), and "#text"; one with text alone is that text, an empty one null. The
// document is {root name: root}.
cx::Result<Documents> read_xml(std::string_view body);

struct CsvFormat {
    char delimiter = ',';
    std::string encoding = {};  // utf-8 or latin-1
    bool set_empty_to_null = false;
    std::vector<std::string> nulls = {};  // Texts that mean null
};
// As a CsvDecoder or CsvParser says. Error code: rest.option.
cx::Result<CsvFormat> csv_format(const cx::json::Value& component);
// The first line names the fields. A row of fewer fields lacks the others, one of more is wrong.
cx::Result<Documents> read_csv(std::string_view body, const CsvFormat& format);

bool is_gzip(std::string_view body);
bool is_zip(std::string_view body);
// Error code: rest.body, rest.body_size beyond `bytes_max`.
cx::Result<std::string> gunzip(std::string_view body, std::size_t bytes_max);
// The first file of the archive.
cx::Result<std::string> unzip(std::string_view body, std::size_t bytes_max);

}  // namespace rest::decode
