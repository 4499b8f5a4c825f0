#!/usr/bin/env bash
# bench-start.sh: how long the published host takes until the kernel runs its scheduler, beside the program of another scheduler.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/bench-options.sh
. "$ENG/bench-options.sh"

usage() {
    cat <<'END'
usage: ./build.sh bench start [--exact] [--rounds N] [--peer FILE] [--kernel VERSION|PATH] [--no-publish]

Publishes the reference host, boots Linux 7.2 with 4 CPUs in 2 nodes, and starts the host and the program of another scheduler in turn, each
until /sys/kernel/sched_ext/state says "enabled". Prints medians, ranges, peak memory and the ratio. FILE is a program that SIGINT ends.

  --exact         the guest's time is the instructions that it executed, 250,000 a millisecond: the same on any host, however busy
  --rounds N      turns of each (10; 5 with --exact)
END
}

rounds='' peer='' kernel=7.2 exact='' no_publish=''
bench_options start 'rounds peer kernel' exact "$@"
rounds=${rounds:-$((${#exact} ? 5 : 10))}
bench_counts start rounds

bench_publish
apt_need gcc libc6-dev
tool=$ARTIFACTS/bench/program-time
mkdir -p "$(dirname "$tool")"
gcc -O2 -Wall -Wextra -static -o "$tool" "$ROOT/benchmarks/native/program-time.c"
machine=(--quiet --kernel "$kernel" --timeout 900 --env "PEER=$(realpath "${peer:-/dev/null}")")
[[ -z $exact ]] || machine+=(--icount 2)
others=()
[[ -z $peer ]] || others=(-- "/tmp/start/$(basename "$peer")")
# From memory: the guest's root is a share of the host's, whose speed is not what is measured.
# shellcheck disable=SC2016 # for the guest's shell
exec "$ENG/vm/boot.sh" "${machine[@]}" -- sh -c 'mkdir /tmp/start; cp "$1"/schedext "$2" /tmp/start; [ ! -f "$PEER" ] || cp "$PEER" /tmp/start; shift 2; exec /tmp/start/program-time "$@"' \
    sh "$ARTIFACTS/publish/schedext" "$tool" attach "$rounds" /tmp/start/schedext run --interval 60 "${others[@]}"
