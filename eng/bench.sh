#!/usr/bin/env bash
# bench.sh: every benchmark project; or, in scripts of their own, schedulers against each other, how they start, and planning beside irqbalance.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/dotnet.sh
. "$ENG/dotnet.sh"

if [[ ${1:-} == scheduler || ${1:-} == start || ${1:-} == instructions || ${1:-} == irq ]]; then
    exec "$ENG/bench-$1.sh" "${@:2}"
fi
if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    cat <<'END'
usage: ./build.sh bench [ARGUMENT…]
       ./build.sh bench scheduler [OPTION…]      schedulers in turn on a real kernel; --help tells more
       ./build.sh bench instructions [OPTION…]   what a wake-up and a switch cost, in instructions
       ./build.sh bench start [OPTION…]          from exec to a running scheduler, beside another one's program
       ./build.sh bench irq [OPTION…]            planning for 2,000 interrupts as a process, beside irqbalance

Runs the BenchmarkDotNet projects under benchmarks/, with ARGUMENTs such as --filter '*Parse*' (all when none is given). Results go to
artifacts/bench/<project>/.
END
    exit 0
fi

mapfile -t projects < <(find "$ROOT/benchmarks" -name '*.csproj' 2>/dev/null | sort)
((${#projects[@]} > 0)) || die "there is no benchmark project under benchmarks/"
dotnet_need
apt_need clang-19 llvm-19 gcc libc6-dev
"$ENG/native/build-libbpf.sh"
(($# > 0)) || set -- --filter '*'
for project in "${projects[@]}"; do
    name=$(basename "$project" .csproj)
    say "Benchmarks of $name"
    dotnet_run build "$project" --configuration Release
    (cd "$ROOT" && dotnet run --no-build --configuration Release --project "$project" -- "$@" --artifacts "$ARTIFACTS/bench/$name" </dev/null)
done
