# shellcheck shell=bash
# What the build says about itself. Everything goes to standard error: standard output belongs to the command that was asked for.

if [[ -t 2 && -z "${NO_COLOR:-}" && "${TERM:-dumb}" != dumb ]]; then
    SAY_BOLD=$'\e[1m' SAY_BLUE=$'\e[34m' SAY_YELLOW=$'\e[33m' SAY_RED=$'\e[31m' SAY_GREEN=$'\e[32m' SAY_PLAIN=$'\e[0m'
else
    SAY_BOLD='' SAY_BLUE='' SAY_YELLOW='' SAY_RED='' SAY_GREEN='' SAY_PLAIN=''
fi

# With SAY_QUIET set, only warnings and errors.
say() { [[ -n "${SAY_QUIET:-}" ]] || printf '%s==>%s %s%s%s\n' "$SAY_BLUE" "$SAY_PLAIN" "$SAY_BOLD" "$*" "$SAY_PLAIN" >&2; }
note() { [[ -n "${SAY_QUIET:-}" ]] || printf '    %s\n' "$*" >&2; }
good() { [[ -n "${SAY_QUIET:-}" ]] || printf '    %s%s%s\n' "$SAY_GREEN" "$*" "$SAY_PLAIN" >&2; }
warn() { printf '%swarning:%s %s\n' "$SAY_YELLOW" "$SAY_PLAIN" "$*" >&2; }

# die SENTENCE [STATUS]
die() {
    printf '%serror:%s %s\n' "$SAY_RED" "$SAY_PLAIN" "$1" >&2
    exit "${2:-1}"
}

# usage_error SENTENCE: a wrong command line, status 2.
usage_error() { die "$1 (--help lists what there is)" 2; }

# progress TITLE LOG COMMAND…: runs a long command with its output in LOG, one dot every five seconds, its tail when it fails.
# Call it as a plain command: behind && or || bash would ignore errors inside COMMAND where that is a function.
progress() {
    local title=$1 log=$2 started=$SECONDS status=0 ticker job
    shift 2
    mkdir -p "$(dirname "$log")"
    printf '    %s ' "$title" >&2
    "$@" >"$log" 2>&1 </dev/null &
    job=$!
    (while sleep 5 >/dev/null 2>&1 9>&-; do printf . >&2; done) 9>&- &
    ticker=$!
    wait "$job" || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    if ((status != 0)); then
        printf ' failed\n' >&2
        tail -n 40 "$log" >&2
        note "the whole log: $log"
        return "$status"
    fi
    printf ' %d s\n' "$((SECONDS - started))" >&2
}
