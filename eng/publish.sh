#!/usr/bin/env bash
# publish.sh: the reference host as one native program, libbpf included, beside the workload of its benchmark.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/dotnet.sh
. "$ENG/dotnet.sh"

case ${1:-} in
    '') ;;
    --help | -h)
        echo "usage: ./build.sh publish      compiles samples/ReferenceHost ahead of time to artifacts/publish/schedext/schedext"
        exit 0
        ;;
    *) usage_error "publish takes no '$1'" ;;
esac

readonly target=$ARTIFACTS/publish/schedext
dotnet_need
apt_need clang-19 llvm-19 gcc libc6-dev binutils zlib1g-dev
"$ENG/native/build-libbpf.sh"
say "Publishing the reference host (NativeAOT, net8.0, $(machine_rid))"
rm -rf "$target"
# The platform linker is found through a compiler driver; gcc is one that libbpf needs anyway.
dotnet_run publish samples/ReferenceHost/ReferenceHost.csproj --configuration "$CONFIGURATION" --framework net8.0 --runtime "$(machine_rid)" \
    --output "$target" -p:CppCompilerAndLinker=gcc
"$ENG/training-step.sh" "$target"
[[ -x $target/schedext ]] || die "publishing left no program at artifacts/publish/schedext/schedext"
good "$(cd "$target" && stat --format='%n %s bytes' schedext)"
