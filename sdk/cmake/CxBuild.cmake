# How every part of the project is compiled, and the three kinds of part there are.

add_library(cx_flags INTERFACE)
target_compile_options(cx_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
    $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast> -Wcast-qual -Wconversion -Wno-sign-conversion
    -Wno-missing-field-initializers -Werror)  # Left-out members have initialisers of their own.
# Compiler-made warnings of GCC 12 inside standard headers, not in our lines.
target_compile_options(cx_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-maybe-uninitialized -Wno-dangling-pointer>)
if(CXHUB_SANITIZE)
    target_compile_options(cx_flags INTERFACE -fsanitize=${CXHUB_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(cx_flags INTERFACE -fsanitize=${CXHUB_SANITIZE})
endif()
if(CXHUB_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # Reading headers of others is half of what such a build costs to compile.
    # One file serves libraries and programs, so that all are -fPIC and -pthread. Without a time in it, ccache knows it
    # again. Poco's packages define macros of the C library for whoever uses them.
    set(precompiled ${CMAKE_BINARY_DIR}/precompiled.pch)
    separate_arguments(flags UNIX_COMMAND "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_DEBUG}")
    add_custom_command(OUTPUT ${precompiled}
        COMMAND ${CMAKE_CXX_COMPILER} ${flags} -std=c++20 -fPIC -pthread -DFMT_SHARED -fsanitize=${CXHUB_SANITIZE} -fno-omit-frame-pointer
            -fpch-instantiate-templates -Xclang -fno-pch-timestamp -x c++-header ${CMAKE_CURRENT_LIST_DIR}/precompiled.hpp -o ${precompiled}
        DEPENDS ${CMAKE_CURRENT_LIST_DIR}/precompiled.hpp VERBATIM)
    add_custom_target(cx_precompiled DEPENDS ${precompiled})
    add_dependencies(cx_flags cx_precompiled)
    target_compile_options(cx_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fPIC;-pthread;-Wno-macro-redefined;-include-pch;${precompiled}>)
endif()

# cx_add_module(NAME SOURCES file... LINKS cx::other... [PRIVATE package...])
#
# One folder of hub/ as a static library `cx_NAME`, alias `cx::NAME`. Includes are written from the
# folder above, "NAME/header.hpp". LINKS are the arrows of the architecture; PRIVATE is the one door
# to an outside package.
function(cx_add_module name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE" ${ARGN})
    add_library(cx_${name} STATIC ${ARG_SOURCES})
    add_library(cx::${name} ALIAS cx_${name})
    target_include_directories(cx_${name} PUBLIC ${CMAKE_SOURCE_DIR}/hub)
    target_link_libraries(cx_${name} PUBLIC ${ARG_LINKS} PRIVATE cx_flags ${ARG_PRIVATE})
endfunction()

include(CxPlugin)  # cx_add_plugin

# cx_add_test(NAME SOURCES file... LINKS cx::module... [LABEL unit|optimized|contract|cases|integration|simulation])
#
# A GoogleTest program `test_NAME`, known to ctest under its label. `optimized` are the sources of unit tests that
# hold the program to an amount of time or memory, or try many cases, once more: where CX_SANITIZED is defined they look at the
# outcome alone, and at few cases.
function(cx_add_test name)
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LINKS" ${ARGN})
    if(NOT ARG_LABEL)
        set(ARG_LABEL unit)
    endif()
    if(NOT CXHUB_UNIT_TESTS AND ARG_LABEL MATCHES "^(unit|contract)$")
        set(unwanted EXCLUDE_FROM_ALL)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    if(CXHUB_SANITIZE)
        math(EXPR ARG_TIMEOUT "6 * ${ARG_TIMEOUT}")
    endif()
    add_executable(test_${name} ${unwanted} ${ARG_SOURCES})
    target_link_libraries(test_${name} PRIVATE ${ARG_LINKS} GTest::gmock GTest::gtest_main cx_flags)
    target_compile_definitions(test_${name} PRIVATE CX_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
        CX_BUILD_DIR="${CMAKE_BINARY_DIR}")
    if(CXHUB_SANITIZE)
        target_compile_definitions(test_${name} PRIVATE CX_SANITIZED)
    endif()
    add_test(NAME ${name} COMMAND test_${name})
    set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()
