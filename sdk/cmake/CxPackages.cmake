# Every outside package, found once. Each has one door: the module named beside it.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)                                         # everywhere, text only
find_package(simdjson REQUIRED)                                    # sdk (cx::json)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)       # hub/base
pkg_check_modules(icu REQUIRED IMPORTED_TARGET icu-uc icu-i18n)    # hub/model
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)                # hub/mapping
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)           # hub/store/sqlite
pkg_check_modules(openssl REQUIRED IMPORTED_TARGET openssl)        # hub/base (HMAC, token hashes)
find_package(yaml-cpp REQUIRED)                                    # hub/config
find_package(SQLiteCpp REQUIRED)                                   # hub/store/sqlite
find_package(Poco REQUIRED COMPONENTS Foundation Net NetSSL Util JSON XML)   # hub/api, sdk; XML: plugins/rest
find_package(prometheus-cpp REQUIRED COMPONENTS core)              # hub/telemetry
find_package(spdlog REQUIRED)                                      # hub/telemetry
find_package(CLI11 REQUIRED)                                       # hub/app
if(NOT CXHUB_SANITIZE)
    find_package(mimalloc REQUIRED)                                # hub/app (the daemon's allocator)
endif()
find_package(ZLIB REQUIRED)                                        # plugins/file
pkg_check_modules(expat REQUIRED IMPORTED_TARGET expat)            # plugins/file
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)            # plugins/postgres, sql
pkg_check_modules(libmariadb REQUIRED IMPORTED_TARGET libmariadb)  # plugins/sql
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)        # plugins/sql
pkg_check_modules(odbc REQUIRED IMPORTED_TARGET odbc)              # plugins/sql
pkg_check_modules(libnats REQUIRED IMPORTED_TARGET libnats)        # plugins/nats
find_package(Boost 1.74 REQUIRED)                                  # hub/plugin (Boost.DLL, headers only)
find_library(PHONENUMBER_LIBRARY phonenumber REQUIRED)             # hub/model
add_library(phonenumber INTERFACE IMPORTED)
target_link_libraries(phonenumber INTERFACE ${PHONENUMBER_LIBRARY})
if(CXHUB_SANITIZE)
    # Its headers hold protobuf messages, whose types the sanitizer asks for by name.
    find_library(PROTOBUF_LIBRARY protobuf REQUIRED)
    target_link_libraries(phonenumber INTERFACE ${PROTOBUF_LIBRARY})
endif()
if(CXHUB_TESTS)
    find_package(GTest REQUIRED)                                   # tests
    find_package(benchmark REQUIRED)                               # tests/bench
endif()
