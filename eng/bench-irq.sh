#!/usr/bin/env bash
# bench-irq.sh: planning for a machine of many interrupts, as a whole process, beside irqbalance.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/bench-options.sh
. "$ENG/bench-options.sh"

usage() {
    cat <<'END'
usage: ./build.sh bench irq [--rounds N] [--interrupts N] [--exact] [--no-publish]

Publishes the reference host, boots Linux 7.2 with 8 CPUs in 2 nodes, mounts the files of a machine with many interrupts (2000) over
/proc/irq, /proc/interrupts, /sys/kernel/irq and /sys/bus/pci/devices, and runs "schedext irq plan" and "irqbalance --oneshot" in turn.
Prints medians and ranges of wall and CPU time, and the ratios. With --exact the time of the virtual machine is its instructions, so
that other work on the host does not show.
END
}

rounds=10 interrupts=2000 exact='' no_publish=''
bench_options irq 'rounds interrupts' exact "$@"
bench_counts irq rounds interrupts

bench_publish
apt_need gcc libc6-dev irqbalance
tools=$ARTIFACTS/bench/irq
mkdir -p "$tools"
for tool in irq-machine program-time; do
    gcc -O2 -Wall -Wextra -static -o "$tools/$tool" "$ROOT/benchmarks/native/$tool.c"
done
machine=(--kernel 7.2)
[[ -z $exact ]] || machine+=(--icount 2)
exec "$ENG/vm/boot.sh" --quiet "${machine[@]}" --node id=0,cpus=0-3 --node id=1,cpus=4-7 --timeout 1500 -- \
    sh "$ENG/bench-irq-guest.sh" "$rounds" "$interrupts" "$tools" "$ARTIFACTS/publish/schedext"
