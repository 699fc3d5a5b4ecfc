# What `tests/run full` adds to the plain run, cheapest answer first.
# shellcheck shell=bash disable=SC2034,SC2154

# Programs whose code runs in several threads at once; ThreadSanitizer looks at these.
concurrent='api|app|pipeline|plugin|store|telemetry|file'

# Unit and contract tests run in the sanitized build, and those that measure or try many cases in the release, too. Most of the others
# wait for somebody, so the processors compile and lint meanwhile, behind everything else.
run_full() {
    check_format
    check_shell
    configure_and_build release -DCXHUB_TESTS=ON -DCXHUB_UNIT_TESTS=OFF
    local prepared=$results/prepared
    (
        renice -n 19 "$BASHPID" >/dev/null
        check build-asan build_sanitized asan 'unit|contract' .
        check_changes 50
    ) >"$prepared" 2>&1 &
    for folder in architecture optimized cases er integration peers; do run_folder "$folder"; done
    run_simulation_longer
    step "Waiting for the sanitized build and the linter"
    wait
    cat "$prepared"
    run_sanitized_programs asan 'unit|contract' .
}

# Our own C and C++ sources.
sources() {
    find "$ROOT/hub" "$ROOT/sdk" "$ROOT/plugins" "$ROOT/tests" "$ROOT/examples" \
        \( -name '*.cpp' -o -name '*.hpp' -o -name '*.h' \) | sort
}

# One check that counts as one test: name, then the command.
check() {
    local name=$1 log=$results/$1.log
    shift
    if "$@" >"$log" 2>&1; then
        count 1 0 0
        echo "ok       $name"
    else
        tail -n 60 "$log"
        count 0 1 0
        name_failed "$name"
        echo "FAILED   $name"
    fi
}

check_format() {
    step "Format"
    check clang-format format_all
}

format_all() { sources | xargs clang-format-14 --dry-run --Werror; }

check_shell() {
    if ! command -v shellcheck >/dev/null; then return; fi
    check shellcheck shell_all
}

shell_all() {
    grep -rlE '^#!.*\b(bash|sh)$|^# shellcheck shell=' "$ROOT/.ci" "$ROOT/tests" "$ROOT/examples" |
        xargs shellcheck -x --source-path=SCRIPTDIR
}

# The linter reads what the release build compiled; headers are read through their sources. A file that
# passed is remembered by the hash of its dependencies, so only changed ones are read again.
lint() { python3 "$ROOT/tests/lib/tidy.py" "$ROOT" "$ROOT/build/release" "$jobs" "$@"; }

run_lint() {
    step "Linter"
    configure_and_build release -DCXHUB_TESTS=ON
    check clang-tidy lint
}

# check_changes N: the linter over what the last N commits changed.
check_changes() {
    local since
    if since=$(git -C "$ROOT" rev-parse --verify --quiet "HEAD~$1"); then
        check clang-tidy lint "$since"
    else
        name_skipped clang-tidy "git does not know of $1 commits, so that all would be new: tests/run lint reads all"
        count 0 0 1
    fi
}

# ThreadSanitizer has a word of its own, `tests/run tsan`, and is no part of `full` yet: it reports on libraries that
# were not built for it.
run_tsan() { run_sanitized tsan 'unit|contract' "$concurrent"; }

run_simulation_longer() {
    CXHUB_SIMULATION_SEEDS=${CXHUB_SIMULATION_SEEDS:-200} run_programs release simulation
}

# run_sanitized PRESET LABELS NAMES
run_sanitized() {
    step "Building with sanitizers ($1)"
    if ! build_sanitized "$@"; then give_up "build $1"; fi
    run_sanitized_programs "$@"
}

# build_sanitized PRESET LABELS NAMES: only the programs that are run, and what they start.
build_sanitized() {
    local preset=$1 labels=$2 names=$3 wanted targets
    configure "$preset" -DCXHUB_TESTS=ON || return
    wanted=$(ctest --test-dir "$ROOT/build/$preset" -N -L "^($labels)\$" -R "$names" |
        sed -n 's/^ *Test *#[0-9]*: \([A-Za-z0-9_]*\).*/test_\1/p')
    wanted+=$'\n'$(targets_like "$preset" 'plugin_.*|cxhub')
    mapfile -t targets <<<"$wanted"
    build "$preset" "${targets[@]}"
}

run_sanitized_programs() {
    ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
        TSAN_OPTIONS=halt_on_error=1 run_programs "$@"
}

# run_fuzzers SECONDS: the fuzzers of tests/fuzz, as many at once as there are cores. With 0 seconds each only tries its stored inputs
# again, so that the answer is the same each time; what longer runs find new stays in build/fuzz/corpus for the next one.
run_fuzzers() {
    local fuzzer fuzzers seconds=$1
    step "Building the fuzzers"
    if ! configure fuzz || ! build fuzz fuzz; then give_up "build fuzz"; fi
    fuzzers=("$ROOT/build/fuzz/bin"/fuzz_*)
    step "Fuzzers: ${#fuzzers[@]}, $seconds s each"
    for fuzzer in "${fuzzers[@]}"; do
        while [ "$(jobs -pr | wc -l)" -ge "$jobs" ]; do wait -n || true; done
        check "$(basename "$fuzzer")" fuzz "$fuzzer" "$seconds" &
    done
    wait
}

# fuzz PROGRAM SECONDS: an input that breaks a promise is kept in build/fuzz; tests/fuzz/README.md tells what to do with it.
fuzz() {
    local name=${1##*/fuzz_} found seeds limit
    limit=(-max_total_time="$2")
    if [ "$2" -eq 0 ]; then limit=(-runs=0); fi
    found=$ROOT/build/fuzz/corpus/$name
    seeds=("$ROOT/tests/fuzz/corpus/$name")
    if [ "$name" = mapping_file ]; then seeds+=("$ROOT"/plugins/*/mappings); fi
    mkdir -p "$found"
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 "$1" "${limit[@]}" -timeout=20 -rss_limit_mb=2048 \
        -artifact_prefix="$ROOT/build/fuzz/$name-" "$found" "${seeds[@]}"
}
