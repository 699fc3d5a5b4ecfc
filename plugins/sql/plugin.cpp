// What the library offers.
#include "sql/source.hpp"

CX_PLUGIN(sql::SqlSource, sql::source_options, "sql",
          "Rows of a database: PostgreSQL, MariaDB and MySQL, SQLite, or any with an ODBC driver.")
