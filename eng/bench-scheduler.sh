#!/usr/bin/env bash
# bench-scheduler.sh: schedulers in turn over the workload of a training host, in one boot of a virtual machine.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"

usage() {
    cat <<'END'
usage: ./build.sh bench scheduler [--rounds N] [--peer FILE] [--also] [--steps N] [--seconds S] [--no-publish]

Publishes the reference host, boots Linux 7.2 with two CPUs in two nodes, and lets the idle machine, the kernel's default scheduler,
SCHED_FIFO ranks and ai_numa run the same training steps in turn. Report, chart and all figures go to benchmarks/results/, a round that
is done at once to artifacts/bench/scheduler/out/.

  --rounds N      turns of each (5)
  --peer FILE     the program of another scheduler, which SIGINT ends, has its turns too
  --also          hackbench, perf bench sched pipe, stress-ng --switch and cyclictest instead of training steps
  --steps N       training steps of an arm (2000)
  --seconds S     an arm ends early after this long (8)
  --no-publish    the program in artifacts/publish/schedext is new enough

On a machine of your own with sched_ext: ./build.sh publish, then sudo artifacts/publish/schedext/schedext bench --output DIR.
END
}

publish=1 also=''
arguments=()
while (($# > 0)); do
    case $1 in
        --rounds | --peer | --steps | --seconds)
            (($# > 1)) || usage_error "$1 needs a value"
            value=$2
            [[ $1 != --peer ]] || value=$(realpath --canonicalize-existing "$2") || die "there is no scheduler at '$2'"
            arguments+=("$1" "$value")
            shift 2
            ;;
        --also) also=1; arguments+=("$1"); shift ;;
        --no-publish) publish=''; shift ;;
        --help | -h) usage; exit 0 ;;
        *) usage_error "bench scheduler: unknown option '$1'" ;;
    esac
done

[[ -z $publish ]] || "$ENG/publish.sh"
[[ -z $also ]] || apt_need rt-tests stress-ng linux-perf

out=$ARTIFACTS/bench/scheduler
note='Software emulation: ratios within this one boot mean something, times do not.'

# Leaves the CPU time of the host so far, in seconds: $all with idle time, $used without, and $own of this shell's ended children.
host_seconds() {
    times >"$out/times" # not in a subshell, which has other children
    own=$(awk 'NR == 2 { split($1 "m" $2, t, /[ms]+/); printf "%d", t[1] * 60 + t[2] + t[3] * 60 + t[4] }' "$out/times")
    read -r all used < <(awk -v hz="$(getconf CLK_TCK)" '$1 == "cpu" { for (i = 2; i <= 9; i++) all += $i; print int(all / hz), int((all - $5 - $6) / hz) }' /proc/stat)
}

rm -rf "$out"
mkdir -p "$out"
host_seconds
all_before=$all used_before=$used own_before=$own
# Two CPUs in parallel, as many as latencies mean anything with. Attaching kills such a guest now and then: it is booted again once.
"$ENG/vm/boot.sh" --kernel 7.2 --thread multi --node id=0,cpus=0 --node id=1,cpus=1 --timeout 3600 --out "$out" -- \
    "$ARTIFACTS/publish/schedext/schedext" bench --output "$out/out" --note "$note" "${arguments[@]}"
host_seconds
others=$((100 * (used - used_before - (own - own_before)) / (all - all_before)))
mkdir -p "$ROOT/benchmarks/results"
name=training-step
[[ -z $also ]] || name=other-benchmarks
cp "$out/out/$name".* "$ROOT/benchmarks/results/"
report=$ROOT/benchmarks/results/$name.md
quiet="Of the host's CPU time during this run, $others % went to others than the virtual machine."
((others <= 10)) || quiet="**Not a quiet host.** $quiet Part of every figure below is theirs; a run counts with at most 10 %."
((others <= 10)) || warn "$others % of the host's CPU time went to others: run this again on a quiet machine"
# Behind the paragraph about the machine.
awk -v quiet="$quiet" '{ print } NR == 3 { print ""; print quiet }' "$report" >"$report.$$"
mv "$report.$$" "$report"
