#!/usr/bin/env bash
# bench-instructions.sh: what a wake-up and a switch cost in instructions, under each scheduler, in a machine whose time is its instructions.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/bench-options.sh
. "$ENG/bench-options.sh"

usage() {
    cat <<'END'
usage: ./build.sh bench instructions [--rounds N] [--trips N] [--kernel VERSION|PATH] [--host FOLDER] [--output FILE] [--no-publish]

Publishes the reference host, boots a virtual machine with two CPUs in two nodes whose time is the instructions that it executed, and has two
processes hand a byte back and forth: under the kernel's default scheduler, under an empty ops object (the floor), under one whose callbacks
do next to nothing, and under ai_numa. The table goes to benchmarks/results/instructions.md. What else the host does changes nothing.

  --rounds N      turns of each (3)
  --trips N       round trips of a turn (3000)
  --kernel K      as for ./build.sh vm (7.2)
  --host FOLDER   where a published schedext is, instead of this one's; nothing is published then
  --output FILE   the table (benchmarks/results/instructions.md)
  --no-publish    the program in artifacts/publish/schedext is new enough
END
}

rounds=3 trips=3000 kernel=7.2 host='' output=$ROOT/benchmarks/results/instructions.md no_publish=''
bench_options instructions 'rounds trips kernel host output' '' "$@"
bench_counts instructions rounds trips

[[ -n $host ]] || bench_publish
host=${host:-$ARTIFACTS/publish/schedext}
host=$(realpath --canonicalize-existing "$host") || die "there is no published host at '$host'"
apt_need gcc libc6-dev
work=$ARTIFACTS/bench/instructions
rm -rf "$work"
mkdir -p "$work"
cp -r "$host" "$work/host" # the guest sees the checkout
gcc -std=gnu11 -O2 -Wall -Wextra -Werror -static "$ROOT"/benchmarks/instructions/*.c -o "$work/instructions"
"$ENG/floor-objects.sh" "$work" empty_ops thin_callbacks

"$ENG/vm/boot.sh" --icount 0 --kernel "$kernel" --node id=0,cpus=0 --node id=1,cpus=1 --timeout 3000 --out "$work/vm" -- \
    sh "$ROOT/benchmarks/instructions/arms.sh" "$work/instructions" "$work/host/schedext" "$trips" "$rounds" "$work"/{empty_ops,thin_callbacks}.bpf.o | tee "$work/figures.tsv"
release=$(grep -om 1 'Linux version [^ ]*' "$work/vm/kernel.log" | cut -d ' ' -f 3)
mkdir -p "$(dirname "$output")"
awk -F '\t' -v release="$release" -v rounds="$rounds" -v trips="$trips" -f "$ROOT/benchmarks/instructions/table.awk" "$work/figures.tsv" >"$output.$$"
mv "$output.$$" "$output"
cat "$output"
