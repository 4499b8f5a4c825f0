#!/bin/sh
# In the virtual machine: the same round trips under the kernel's default scheduler, under objects that do next to nothing, and under ai_numa;
# then in a cgroup, and with a limit on another one.
# usage: arms.sh PROGRAM SCHEDEXT ROUND_TRIPS ROUNDS OBJECT…       prints what PROGRAM does, each line with the arm's name before it
set -eu
program=$1 schedext=$2 trips=$3 rounds=$4
shift 4
state=/sys/kernel/sched_ext/state
# In cgroups of the CPU controller: the program in one, nothing in the other.
cgroups=/sys/fs/cgroup
enter=:
# Time that is left over after each: what an arm leaves to do in the background is not the next one's.
settle=1

measure() { # ARM
    sleep $settle
    sh -c "$enter"'; exec "$@"' sh "$program" "$trips" >/run/instructions
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

group() {
    echo +cpu >$cgroups/cgroup.subtree_control
    mkdir $cgroups/work $cgroups/other
    enter="echo \$\$ >$cgroups/work/cgroup.procs"
}

ungroup() {
    enter=:
    rmdir $cgroups/work $cgroups/other
    echo -cpu >$cgroups/cgroup.subtree_control
}

round=1
while [ $round -le "$rounds" ]; do
    measure default
    for object in "$@"; do host "$(basename "$object" .bpf.o)" 3600 --object "$object"; done
    host ai_numa 3600
    host ai_numa_read 0.1
    group
    measure default_grouped
    for object in "$@"; do
        case $object in *thin_callbacks*) host thin_callbacks_grouped 3600 --object "$object" ;; esac
    done
    host ai_numa_grouped 3600
    echo '20000 100000' >$cgroups/other/cpu.max
    host ai_numa_limited 3600
    ungroup
    round=$((round + 1))
done
