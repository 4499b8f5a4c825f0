#!/bin/sh
# In the virtual machine: the same round trips under the kernel's default scheduler, under objects that do next to nothing, and under ai_numa.
# usage: arms.sh PROGRAM SCHEDEXT ROUND_TRIPS ROUNDS OBJECT…       prints what PROGRAM does, each line with the arm's name before it
set -eu
program=$1 schedext=$2 trips=$3 rounds=$4
shift 4
state=/sys/kernel/sched_ext/state
# Time that is left over after each: what an arm leaves to do in the background is not the next one's.
settle=1

measure() { # ARM
    sleep $settle
    "$program" "$trips" >/run/instructions
    while IFS= read -r line; do printf '%s\t%s\n' "$1" "$line"; done </run/instructions
}

host() { # ARM INTERVAL [OPTION…]: with a scheduler whose counters are read at that interval
    arm=$1 interval=$2
    shift 2
    "$schedext" run --json --interval "$interval" "$@" >/run/schedext.log 2>&1 &
    pid=$!
    tries=0
    until [ "$(cat $state)" = enabled ] && grep -q '"running"' /run/schedext.log; do
        tries=$((tries + 1))
        if [ $tries -gt 300 ]; then cat /run/schedext.log >&2; exit 1; fi
        sleep 0.1
    done
    measure "$arm"
    if [ "$(cat $state)" != enabled ]; then cat /run/schedext.log >&2; exit 1; fi
    kill -INT $pid
    wait $pid || { cat /run/schedext.log >&2; exit 1; }
}

round=1
while [ $round -le "$rounds" ]; do
    measure default
    for object in "$@"; do host "$(basename "$object" .bpf.o)" 3600 --object "$object"; done
    host ai_numa 3600
    host ai_numa_read 0.1
    round=$((round + 1))
done
