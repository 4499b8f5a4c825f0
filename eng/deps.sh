#!/usr/bin/env bash
# deps.sh: everything that the other commands would install or download, at once.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/dotnet.sh
. "$ENG/dotnet.sh"

refresh=''
case ${1:-} in
    '') ;;
    --refresh) refresh=1 ;;
    --help | -h)
        cat <<'END'
usage: ./build.sh deps [--refresh]

Installs the Debian packages, builds libbpf, downloads the kernels of eng/vm/machines and restores the NuGet packages. --refresh looks for
newer kernels of the same versions.
END
        exit 0
        ;;
    *) usage_error "deps: unknown option '$1'" ;;
esac

dotnet_need
apt_need clang-19 llvm-19 gcc libc6-dev make dpkg-dev binutils m4 pkg-config zlib1g-dev \
    qemu-system-x86 busybox-static cpio kmod xz-utils zstd stress-ng rt-tests irqbalance
"$ENG/native/build-libbpf.sh"
mapfile -t versions < <(sed -E '/^[[:space:]]*(#|$)/d' "$ENG/vm/machines" | cut -d '|' -f 3 | tr -d ' ' | sort -u)
for version in "${versions[@]}"; do
    [[ $version == \$* ]] || KERNEL_REFRESH=$refresh "$ENG/kernel.sh" "$version" >/dev/null
done
say "Restoring the NuGet packages"
dotnet_run restore SchedExt.sln
