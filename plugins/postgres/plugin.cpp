// What the library offers: a PostgreSQL database as a sink of changes.
#include "postgres/sink.hpp"

CX_PLUGIN(postgres::PostgresSink, postgres::sink_options, "postgres",
          "Profiles and records as tables in PostgreSQL.")
