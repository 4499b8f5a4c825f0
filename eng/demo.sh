#!/usr/bin/env bash
# demo.sh: the scheduler at work. Right here where that can be, else in a virtual machine.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"

duration=20 where='' publish=1 dry=''
while (($# > 0)); do
    case $1 in
        --duration)
            [[ ${2:-} =~ ^[0-9]+$ ]] || usage_error "--duration needs a number of seconds"
            duration=$2
            shift 2
            ;;
        --vm) where=vm; shift ;;
        --where) dry=1; shift ;;
        --no-publish) publish=''; shift ;;
        --help | -h)
            cat <<'END'
usage: ./build.sh demo [--duration SECONDS] [--vm] [--where] [--no-publish]

Publishes the reference host and runs the NUMA scheduler for 20 seconds beside programs that use up the CPUs: on this very kernel where
it has sched_ext, runs no scheduler of that kind yet, and the user is root; else (or with --vm) on Linux 7.2 in a virtual machine with
2 nodes of 2 CPUs.

  --where         only say where it would run, and why
  --no-publish    the program in artifacts/publish/schedext is new enough
END
            exit 0
            ;;
        *) usage_error "demo: unknown option '$1'" ;;
    esac
done

# Why a virtual machine and not this kernel; nothing if this kernel will do.
reason_for_vm() {
    local state
    state=$(cat /sys/kernel/sched_ext/state 2>/dev/null) || state=none
    if [[ -n $where ]]; then
        echo "as asked"
    elif [[ $state == none ]]; then
        echo "this kernel ($(uname -r)) has no sched_ext"
    elif [[ $state != disabled ]]; then
        echo "this kernel runs the scheduler $(cat /sys/kernel/sched_ext/root/ops 2>/dev/null)"
    elif [[ $(id -u) != 0 ]]; then
        echo "loading a scheduler into this kernel takes root"
    fi
}

if [[ -z $dry ]]; then
    [[ -z $publish ]] || "$ENG/publish.sh"
    apt_need stress-ng
fi
reason=$(reason_for_vm)
if [[ -z $reason ]]; then
    say "Running on this kernel ($(uname -r)) for $duration s"
    [[ -z $dry ]] || exit 0
    exec "$ENG/demo-run.sh" "$duration"
fi
say "Running in a virtual machine for $duration s: $reason"
[[ -z $dry ]] || exit 0
exec "$ENG/vm/boot.sh" --kernel 7.2 --node id=0,cpus=0-1 --node id=1,cpus=2-3 --timeout "$((duration + 240))" -- "$ENG/demo-run.sh" "$duration"
