# Running what tests/run names: GoogleTest programs by their ctest label, and scripts by their folder.
# shellcheck shell=bash disable=SC2034,SC2154

# A folder of tests/ is the label of its programs, its scripts, or both.
run_folder() {
    case $1 in
        architecture | er | peers) run_scripts "$1" ;;
        integration) run_programs release integration; run_scripts integration ;;
        *) run_programs release "$1" ;;
    esac
}

# run_programs PRESET LABELS [NAMES]: through ctest; each GoogleTest case counts as one. LABELS and
# NAMES are regular expressions.
run_programs() {
    local preset=$1 labels=$2 names=${3:-.} status=0 out
    step "Tests: $labels ($preset)"
    out=$(mktemp -d "$results/ctest.XXXXXX")
    GTEST_OUTPUT="xml:$out/" ctest --test-dir "$ROOT/build/$preset" -L "^($labels)\$" -R "$names" \
        --no-tests=ignore --output-on-failure --parallel "$jobs" --output-junit "$out/ctest.junit" \
        >"$out/log" 2>&1 || status=$?
    if grep -q '^No tests were found' "$out/log"; then
        echo "no program in this part"
        return
    fi
    if [ $status -ne 0 ]; then
        grep -vE '^(Test project|Constructing|Updating| *Start )|^\[ +(OK|RUN) ' "$out/log" | tail -n 200
    fi
    python3 "$ROOT/tests/lib/count.py" "$out" "$results" "$preset"
}

# The scripts of a folder are its executable files without a suffix. They say what they are by their exit
# status: 0 passed, 77 skipped (the last line says why), else failed. A script of many checks may end with a
# line of the form of tests/run's own, and name what it left out in lines `skipped: NAME: WHY`.
run_scripts() {
    local script
    local scripts=()
    for script in "$ROOT/tests/$1"/*; do
        if [ -f "$script" ] && [ -x "$script" ] && [[ ${script##*/} != *.* ]]; then scripts+=("$script"); fi
    done
    step "Tests: $1 (scripts)"
    if [ "${#scripts[@]}" -eq 0 ]; then
        echo "no script in tests/$1"
        return
    fi
    for script in "${scripts[@]}"; do run_script "$script"; done
}

run_script() {
    local name=${1#"$ROOT/tests/"} log status=0 begun=$SECONDS counted
    log=$results/$(echo "$name" | tr / -).log
    "$1" >"$log" 2>&1 || status=$?
    counted=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log" | tail -n 1 | tr -dc '0-9 ' || true)
    if [ $status -eq 77 ]; then
        count 0 0 1
        name_skipped "$name" "$(tail -n 1 "$log")"
        echo "skipped  $name"
    elif [ $status -ne 0 ]; then
        tail -n 60 "$log"
        # shellcheck disable=SC2086  # Three numbers, three words.
        case $counted in *\ [1-9]*\ *) count $counted ;; *) count 0 1 0 ;; esac
        name_failed "$name"
        echo "FAILED   $name ($((SECONDS - begun)) s)"
    else
        # shellcheck disable=SC2086
        if [ -n "$counted" ]; then count $counted; else count 1 0 0; fi
        sed -n 's/^skipped: //p' "$log" >>"$results/skipped"
        grep -E '^(figure|warning): ' "$log" | sed 's/^/         /' || true
        echo "ok       $name ($((SECONDS - begun)) s)"
    fi
}
