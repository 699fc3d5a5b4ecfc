// What the library offers: files as a source of records, and a file as a sink of changes.
#include "file/sink.hpp"
#include "file/source.hpp"

#include <cx/plugin.hpp>

CX_PLUGIN_ROLES("file", "Records from CSV and JSON files, changes into JSON Lines.",
                cx::role<file::FileSource, file::source_options>(),
                cx::role<file::FileSink, file::sink_options>())
