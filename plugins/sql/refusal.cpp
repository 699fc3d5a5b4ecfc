// What the SQLSTATE of an error says: whether it passes, and what an administrator can do.
#include "sql/connection.hpp"

#include <fmt/format.h>

#include <string_view>

namespace sql {
namespace {

struct Class {
    std::string_view state;  // How it begins
    bool passes;
    const char* remedy;
};

// The first that fits counts.
constexpr Class classes[] = {
    {"28", false, "check user and password, and from where the user may log in"},
    {"3D", false, "check the option 'database'"},
    {"42501", false, "grant the user SELECT on what is read"},
    {"42P01", false, "check 'table' or 'query', and the letters' case"},
    {"42S02", false, "check 'table' or 'query', and the letters' case"},
    {"42703", false, "check the columns that the options name, and the letters' case"},
    {"42S22", false, "check the columns that the options name, and the letters' case"},
    {"42", false, "check 'table' or 'query', and what the user may read"},
    {"25006", false, "the query writes; this connection only reads"},
    {"25", true, ""},
    {"22", false, "a value cannot be converted; leave its column out, or cast it in 'query'"},
    {"21", false, "check 'query'"},
    {"0A", false, "the database has no such feature; check 'query'"},
    {"01", false, "install the ODBC driver, and name it as odbcinst.ini does"},
    {"IM0", false, "install the ODBC driver, and name it as odbcinst.ini does"},
    {"57014", true,
     "the statement took longer than 'timeout': an index on cursor and key is missing"},
    {"HYT", true, "an index on cursor and key is missing, or the server is slow"},
};

}  // namespace

cx::Status refusal(const std::string& database, const std::string& what, const std::string& state)
{
    const std::string why = fmt::format("{}: {} (SQLSTATE {})", database, what, state);
    for (const Class& one : classes) {
        if (!state.starts_with(one.state)) continue;
        const std::string told = *one.remedy ? fmt::format("{}: {}", why, one.remedy) : why;
        return one.passes ? cx::retry(told) : cx::failed(told);
    }
    return cx::retry(why);
}

}  // namespace sql
