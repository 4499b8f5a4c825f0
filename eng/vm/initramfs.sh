#!/usr/bin/env bash
# The initial RAM disk for a kernel: busybox, the modules that reach the host's files, and init. initramfs.sh MODULES|- prints its path.
# One per set of contents, kept in the cache.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"

pack() {
    local modules=$1 target=$2 root
    [[ -e $target ]] && return 0
    root=$(mktemp -d "$CACHE/initramfs/work.XXXXXX")
    # shellcheck disable=SC2064
    trap "rm -rf '$root' '$target.part'" EXIT
    chmod 755 "$root"
    mkdir "$root/bin" "$root/modules"
    cp "$(command -v busybox)" "$root/bin/busybox"
    cp "$ENG/vm/init" "$root/init"
    chmod 755 "$root/init" "$root/bin/busybox"
    [[ $modules == - ]] || cp "$modules"/*.ko "$root/modules/"
    # Not compressed: the emulated processor would be slower at unpacking than the disk is at reading.
    (cd "$root" && find . | LC_ALL=C sort | cpio --quiet --create --format=newc --owner=0:0) >"$target.part"
    mv "$target.part" "$target"
}

apt_need busybox-static cpio
mkdir -p "$CACHE/initramfs"
key=$({
    cat "$ENG/vm/init" "$ENG/vm/initramfs.sh" "$(command -v busybox)"
    [[ $1 == - ]] || cat "$1"/*.ko
} | sha256sum | cut -c1-16)
with_lock "initramfs-$key" pack "$1" "$CACHE/initramfs/$key.cpio"
echo "$CACHE/initramfs/$key.cpio"
