# shellcheck shell=bash
# Sourced by every script here: where things are, what this machine is called, and locks.

set -euo pipefail
umask 022

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
ENG=$ROOT/eng
ARTIFACTS=$ROOT/artifacts
CACHE=${SCHEDEXT_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/schedext}
export ROOT ENG ARTIFACTS CACHE

# shellcheck source=eng/say.sh
. "$ENG/say.sh"

# .NET's name of the machine that we build for.
machine_rid() {
    case $(uname -m) in
        x86_64) echo linux-x64 ;;
        aarch64) echo linux-arm64 ;;
        *) die "no .NET runtime identifier is known here for the processor '$(uname -m)'" ;;
    esac
}

# with_lock NAME COMMAND…: one run at a time of what is called NAME, on this machine. COMMAND may be a function.
# Call it as a plain command: behind && or || bash would ignore errors inside COMMAND.
with_lock() {
    local file=$CACHE/locks/$1.lock
    shift
    mkdir -p "$CACHE/locks"
    (
        exec 9>"$file"
        if ! flock --nonblock 9; then
            note "waiting for another run that is busy with the same thing"
            flock 9
        fi
        "$@"
    )
}

# copy_if_changed FROM TO: keeps the time stamp of TO when nothing changed, for incremental builds.
copy_if_changed() {
    cmp --silent "$1" "$2" && return 0
    mkdir -p "$(dirname "$2")"
    cp "$1" "$2.$$"
    mv "$2.$$" "$2"
}
