# What find_package(CxHub) gives: cx::sdk, cx::http, cx::testkit and cx_add_plugin().
include(CMakeFindDependencyMacro)
find_dependency(simdjson)
find_dependency(Threads)
find_dependency(ZLIB)
find_dependency(Poco COMPONENTS Foundation Net NetSSL)
include(${CMAKE_CURRENT_LIST_DIR}/CxHubTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/CxPlugin.cmake)
