#!/bin/sh
# bench-irq-guest.sh ROUNDS INTERRUPTS TOOLS PUBLISHED: what bench-irq.sh runs in the virtual machine.
set -eu
rounds=$1 interrupts=$2 tools=$3 published=$4
mkdir -p /tmp/bench /run/irqbalance
# From memory: the guest's root is a share of the host's, whose speed is not what is measured.
cp "$published/schedext" "$tools/program-time" "$tools/irq-machine" /tmp/bench
cp "$(command -v irqbalance)" /tmp/bench
/tmp/bench/irq-machine /tmp/bench/machine "$interrupts" 8
mount --bind /tmp/bench/machine/proc/interrupts /proc/interrupts
mount --bind /tmp/bench/machine/proc/irq /proc/irq
mount --bind /tmp/bench/machine/sys/kernel/irq /sys/kernel/irq
mount --bind /tmp/bench/machine/sys/bus/pci/devices /sys/bus/pci/devices
# Both see it, or the figures mean nothing.
seen=$(/tmp/bench/schedext irq plan --protect 0-3 | head -n 1)
echo "schedext irq plan: $seen"
/tmp/bench/irqbalance --oneshot --interval=1 --debug >/tmp/bench/debug.txt 2>&1 || { tail -n 20 /tmp/bench/debug.txt; exit 1; }
placed=$(awk 1 /proc/irq/*/smp_affinity | sort | uniq -c | awk '{ printf "%s%s on %s", sep, $1, $2; sep = ", " }')
echo "irqbalance --oneshot: interrupts by mask afterwards: $placed"
# Each begins with all CPUs allowed everywhere; masks that irqbalance wrote in a turn before it would write again anyway.
plan="/tmp/bench/schedext irq plan --protect 0-3" oneshot="/tmp/bench/irqbalance --foreground --oneshot --interval=1"
echo "plan against oneshot, which sleeps for a second (--interval=1) before its only scan (--foreground, or its work would be a child of init); each program on one CPU:"
# shellcheck disable=SC2086
taskset -c 2 /tmp/bench/program-time run "$rounds" $plan -- $oneshot
echo "the same on any CPU, where the emulator charges what it does for other CPUs to a thread that executes pause (benchmarks/results/irq.md):"
# shellcheck disable=SC2086
/tmp/bench/program-time run "$rounds" $plan -- $oneshot
mount -o remount,bind,ro /proc/irq
echo "on one CPU, with /proc/irq read-only, so that irqbalance writes nothing either:"
# shellcheck disable=SC2086
taskset -c 2 /tmp/bench/program-time run "$rounds" $plan -- $oneshot
