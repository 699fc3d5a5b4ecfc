# cx_add_plugin(NAME SOURCES file... [LINKS package...])
#
# A connector: one shared library `lib/cxhub/plugins/NAME.so` that exports cx_plugin_entry and nothing else. The target is
# called plugin_NAME. Works in this tree and behind find_package(CxHub).
function(cx_add_plugin name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_library(plugin_${name} MODULE ${ARG_SOURCES})
    target_link_libraries(plugin_${name} PRIVATE cx::sdk $<TARGET_NAME_IF_EXISTS:cx_flags> ${ARG_LINKS})
    target_compile_features(plugin_${name} PRIVATE cxx_std_20)
    target_compile_definitions(plugin_${name} PRIVATE
        CX_PLUGIN_VERSION="$<IF:$<BOOL:${PROJECT_VERSION}>,${PROJECT_VERSION},0>")
    # Sanitized builds share precompiled headers with the hub, and leave hiding to the map.
    if(NOT CXHUB_SANITIZE)
        target_compile_options(plugin_${name} PRIVATE -fvisibility=hidden
            $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>)
    endif()
    target_compile_options(plugin_${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
    # The standard library's templates are visible whatever the flags say; the map hides them too.
    target_link_options(plugin_${name} PRIVATE -Wl,--exclude-libs,ALL
        -Wl,--version-script=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
    set_target_properties(plugin_${name} PROPERTIES PREFIX "" OUTPUT_NAME ${name}
        LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/cxhub/plugins)
endfunction()
