# Configuring and building one preset, with progress on the screen and the log kept beside the build.
# shellcheck shell=bash disable=SC2034,SC2154

# Where ccache is there, a checkout in another folder finds what was compiled before, behind precompiled headers too.
export CCACHE_BASEDIR=$ROOT CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros

# configure_and_build PRESET [CMAKE OPTION...]: all targets of the preset, or the end.
configure_and_build() {
    local preset=$1
    shift
    if ! configure "$preset" "$@"; then give_up "configure $preset"; fi
    if ! build "$preset"; then give_up "build $preset"; fi
}

configure() {
    local preset=$1 log
    shift
    log="$ROOT/build/$preset-configure.log"
    mkdir -p "$ROOT/build"
    if ! (cd "$ROOT" && cmake --preset "$preset" "$@") >"$log" 2>&1; then
        tail -n 30 "$log"
        return 1
    fi
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    local targets=()
    if [ "$#" -gt 0 ]; then targets=(--target "$@"); fi
    NINJA_STATUS='[%f/%t %es] ' cmake --build "$ROOT/build/$preset" -j "$jobs" "${targets[@]}" 2>&1 | build_progress
}

# On a terminal ninja draws one line itself; in a log a line every 25 steps is enough, and all of what
# is no progress line.
build_progress() {
    awk '!/^\[[0-9]+\/[0-9]+ / { print; fflush(); next }
         { split($1, n, /[\[\/]/); if (n[2] % 25 == 0 || n[2] == n[3]) { print; fflush() } }'
}

# The targets of a preset whose whole name fits a regular expression.
targets_like() {
    ninja -C "$ROOT/build/$1" -t targets all | sed -n 's/^\([A-Za-z0-9_]*\): phony.*/\1/p' | grep -E "^($2)\$" | sort -u
}
