# What find_package(CxHub) gives: cx::sdk, cx::testkit and cx_add_plugin().
include(CMakeFindDependencyMacro)
find_dependency(simdjson)
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/CxHubTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/CxPlugin.cmake)
