#!/usr/bin/env bash
# bench-start.sh: how long the published host takes until the kernel runs its scheduler, beside the program of another scheduler.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"

rounds=10 peer='' publish=1
while (($# > 0)); do
    case $1 in
        --rounds | --peer)
            (($# > 1)) || usage_error "$1 needs a value"
            declare "${1#--}=$2"
            shift 2
            ;;
        --no-publish) publish=''; shift ;;
        --help | -h)
            cat <<'END'
usage: ./build.sh bench start [--rounds N] [--peer FILE] [--no-publish]

Publishes the reference host, boots Linux 7.2 with 4 CPUs in 2 nodes, and starts the host and the program of another scheduler in turn, each
until /sys/kernel/sched_ext/state says "enabled". Prints medians, ranges, peak memory and the ratio. FILE is a program that SIGINT ends.
END
            exit 0
            ;;
        *) usage_error "bench start: unknown option '$1'" ;;
    esac
done
[[ $rounds =~ ^[0-9]+$ ]] || usage_error "bench start: '$rounds' is not a number"

[[ -z $publish ]] || "$ENG/publish.sh"
apt_need gcc libc6-dev
tool=$ARTIFACTS/bench/attach-time
mkdir -p "$(dirname "$tool")"
gcc -O2 -static -o "$tool" "$ROOT/benchmarks/native/attach-time.c"
others=()
[[ -z $peer ]] || others=(-- /tmp/start/peer)
# From memory: the guest's root is a share of the host's, whose speed is not what is measured.
# shellcheck disable=SC2016 # for the guest's shell
exec "$ENG/vm/boot.sh" --quiet --kernel 7.2 --timeout 600 --env "PEER=$(realpath "${peer:-/dev/null}")" -- \
    sh -c 'mkdir /tmp/start; cp "$1"/schedext /tmp/start; cp "$PEER" /tmp/start/peer 2>/dev/null; shift; exec "$@"' \
    sh "$ARTIFACTS/publish/schedext" "$tool" "$rounds" /tmp/start/schedext run --interval 60 "${others[@]}"
