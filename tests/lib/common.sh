# Shared by tests/run and the scripts under it: headings, and the account of what passed.
# shellcheck shell=bash disable=SC2034,SC2154

started=$SECONDS
jobs=${CX_JOBS:-$(nproc)}
results=

# A heading with the time since the start, so that a long run shows where it spends it.
step() {
    printf '\n[%2d:%02d] %s\n' $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60)) "$*"
}

# One line a suite goes to each of these files; finish adds them up.
start_results() {
    results=$(mktemp -d)
    trap 'rm -rf "$results"' EXIT
    : >"$results/counts"
    : >"$results/failed"
    : >"$results/skipped"
}

count() { echo "$1 $2 $3" >>"$results/counts"; }          # passed, failed, skipped
name_failed() { echo "$1" >>"$results/failed"; }
name_skipped() { echo "$1: $2" >>"$results/skipped"; }

install_packages() {
    if ! "$ROOT/.ci/install" "$@"; then
        give_up "packages"
    fi
}

give_up() {
    count 0 1 0
    name_failed "$1"
    finish
}

# The last words: what failed, what was skipped and why, then the one line.
finish() {
    local passed failed skipped
    read -r passed failed skipped <<<"$(awk '{p += $1; f += $2; s += $3} END {print p + 0, f + 0, s + 0}' \
        "$results/counts")"
    step "Done"
    sed 's/^/failed: /' "$results/failed"
    sed 's/^/skipped: /' "$results/skipped"
    echo "$passed passed, $failed failed, $skipped skipped"
    if [ "$failed" -gt 0 ] || [ "$passed" -eq 0 ]; then exit 1; fi
    exit 0
}
