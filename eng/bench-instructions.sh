#!/usr/bin/env bash
# bench-instructions.sh: what a wake-up and a switch cost in instructions, under each scheduler, in a machine whose time is its instructions.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"

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

rounds=3 trips=3000 kernel=7.2 host=$ARTIFACTS/publish/schedext output=$ROOT/benchmarks/results/instructions.md publish=1
while (($# > 0)); do
    case $1 in
        --rounds | --trips | --kernel | --host | --output)
            (($# > 1)) || usage_error "$1 needs a value"
            declare "${1#--}=$2"
            [[ $1 != --host ]] || publish=''
            shift 2
            ;;
        --no-publish) publish=''; shift ;;
        --help | -h) usage; exit 0 ;;
        *) usage_error "bench instructions: unknown option '$1'" ;;
    esac
done
[[ $rounds =~ ^[1-9][0-9]*$ && $trips =~ ^[1-9][0-9]*$ ]] || usage_error "bench instructions: --rounds and --trips are numbers from 1 on"

[[ -z $publish ]] || "$ENG/publish.sh"
host=$(realpath --canonicalize-existing "$host") || die "there is no published host at '$host'"
apt_need gcc libc6-dev clang-19
"$ENG/native/build-libbpf.sh"
work=$ARTIFACTS/bench/instructions
rm -rf "$work"
mkdir -p "$work"
cp -r "$host" "$work/host" # the guest sees the checkout
gcc -std=gnu11 -O2 -Wall -Wextra -Werror -static "$ROOT"/benchmarks/instructions/*.c -o "$work/instructions"
objects=()
for name in empty_ops thin_callbacks; do
    (cd "$ROOT/bpf" && clang-19 -target bpf -mcpu=v3 -g -O2 -fdebug-compilation-dir=. -Iinclude -I"$ARTIFACTS/native/include" -c "selftests/$name.bpf.c" -o "$work/$name.bpf.o")
    objects+=("$work/$name.bpf.o")
done

"$ENG/vm/boot.sh" --icount 0 --kernel "$kernel" --node id=0,cpus=0 --node id=1,cpus=1 --timeout 3000 --out "$work/vm" -- \
    sh "$ROOT/benchmarks/instructions/arms.sh" "$work/instructions" "$work/host/schedext" "$trips" "$rounds" "${objects[@]}" | tee "$work/figures.tsv"
release=$(grep -om 1 'Linux version [^ ]*' "$work/vm/kernel.log" | cut -d ' ' -f 3)
mkdir -p "$(dirname "$output")"
awk -F '\t' -v release="$release" -v rounds="$rounds" -v trips="$trips" -f "$ROOT/benchmarks/instructions/table.awk" "$work/figures.tsv" >"$output.$$"
mv "$output.$$" "$output"
cat "$output"
