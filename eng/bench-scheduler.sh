#!/usr/bin/env bash
# bench-scheduler.sh: schedulers in turn over the workload of a training host, in one boot of a virtual machine.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/bench-options.sh
. "$ENG/bench-options.sh"

usage() {
    cat <<'END'
usage: ./build.sh bench scheduler [--rounds N] [--peer FILE] [--also [--exact]] [--steps N] [--seconds S] [--no-publish]

Publishes the reference host, boots Linux 7.2 with two CPUs in two nodes, and lets the idle machine, the kernel's default scheduler,
SCHED_FIFO ranks and ai_numa run the same training steps in turn. Report, chart and all figures go to benchmarks/results/, a round that
is done at once to artifacts/bench/scheduler/out/.

  --rounds N      turns of each (5; 3 with --exact)
  --peer FILE     the program of another scheduler, which SIGINT ends, has its turns too
  --also          hackbench, perf bench sched pipe, stress-ng --switch and cyclictest instead of training steps, to other-benchmarks.*;
                  an ops object without callbacks has its turns too (what sched_ext itself costs), and cyclictest one under SCHED_FIFO
  --exact         with --also: the machine's time is the instructions that it executed, 1 ns each, so that what else the host does changes
                  nothing; to other-benchmarks-exact.*. Without cyclictest: CPUs take turns there, which no latency survives. An object
                  whose callbacks do next to nothing has its turns too
  --steps N       training steps of an arm (2000)
  --seconds S     an arm ends early after this long (8)
  --no-publish    the program in artifacts/publish/schedext is new enough

On a machine of your own with sched_ext: ./build.sh publish, then sudo artifacts/publish/schedext/schedext bench --output DIR.
END
}

rounds='' peer='' also='' exact='' steps=2000 seconds=8 no_publish=''
bench_options scheduler 'rounds peer steps seconds' 'also exact' "$@"
[[ -z $exact || -n $also ]] || usage_error "bench scheduler: --exact needs --also: training steps are latencies, which a machine that counts instructions cannot tell"
rounds=${rounds:-$((${#exact} ? 3 : 5))}
bench_counts scheduler rounds steps

bench_publish
out=$ARTIFACTS/bench/scheduler
rm -rf "$out"
mkdir -p "$out"
name=training-step
arguments=(--rounds "$rounds" --steps "$steps" --seconds "$seconds")
if [[ -n $peer ]]; then
    peer=$(realpath --canonicalize-existing "$peer") || die "there is no scheduler at '$peer'"
    arguments+=(--peer "$peer")
fi
# Two CPUs in parallel, as many as latencies mean anything with. Attaching kills such a guest now and then: it is booted again once.
machine=(--thread multi)
note='Software emulation: ratios within this one boot mean something, times do not.'
if [[ -n $also ]]; then
    apt_need rt-tests stress-ng linux-perf
    name=other-benchmarks
    floors=(empty_ops)
    arguments+=(--also --floors "$out/floors")
fi
if [[ -n $exact ]]; then
    name=other-benchmarks-exact
    # Here attaching is safe: the second floor too.
    floors+=(thin_callbacks)
    arguments+=(--exact)
    machine=(--icount 0)
    # shellcheck disable=SC2016 # Markdown
    note='The time of this machine is the instructions that it executed, 1 ns each (`./build.sh bench scheduler --also --exact`): what else the host does changes nothing. An instruction is not a time: a miss of a cache costs as much as a hit, and a lock is never contended.'
fi
[[ -z $also ]] || "$ENG/floor-objects.sh" "$out/floors" "${floors[@]}"

# Leaves the CPU time of the host so far, in seconds: $all with idle time, $used without, and $own of this shell's ended children.
host_seconds() {
    times >"$out/times" # not in a subshell, which has other children
    own=$(awk 'NR == 2 { split($1 "m" $2, t, /[ms]+/); printf "%d", t[1] * 60 + t[2] + t[3] * 60 + t[4] }' "$out/times")
    read -r all used < <(awk -v hz="$(getconf CLK_TCK)" '$1 == "cpu" { for (i = 2; i <= 9; i++) all += $i; print int(all / hz), int((all - $5 - $6) / hz) }' /proc/stat)
}

host_seconds
all_before=$all used_before=$used own_before=$own
"$ENG/vm/boot.sh" --kernel 7.2 "${machine[@]}" --node id=0,cpus=0 --node id=1,cpus=1 --timeout 3600 --out "$out" -- \
    "$ARTIFACTS/publish/schedext/schedext" bench --output "$out/out" --note "$note" "${arguments[@]}"
host_seconds
others=$((100 * (used - used_before - (own - own_before)) / (all - all_before)))
mkdir -p "$ROOT/benchmarks/results"
cp "$out/out/$name".* "$ROOT/benchmarks/results/"
[[ -z $exact ]] || exit 0
report=$ROOT/benchmarks/results/$name.md
quiet="Of the host's CPU time during this run, $others % went to others than the virtual machine."
((others <= 10)) || quiet="**Not a quiet host.** $quiet Part of every figure below is theirs; a run counts with at most 10 %."
((others <= 10)) || warn "$others % of the host's CPU time went to others: run this again on a quiet machine"
# Behind the paragraph about the machine.
awk -v quiet="$quiet" '{ print } NR == 3 { print ""; print quiet }' "$report" >"$report.$$"
mv "$report.$$" "$report"
