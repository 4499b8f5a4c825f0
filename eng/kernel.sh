#!/usr/bin/env bash
# A kernel to boot. kernel.sh VERSION|PATH prints three lines: the image, the folder of modules ("-" when all is built in), the release.
#
#   VERSION   7.2, 6.18 or 7.2.13: the newest matching one that the distribution serves (suites sid, trixie-backports and bookworm), unpacked
#             into the cache and never installed. What a version meant is remembered: KERNEL_REFRESH=1 asks again.
#   PATH      a bzImage with everything built in.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/suite.sh
. "$ENG/suite.sh"

readonly suites=(sid trixie-backports bookworm)

# What the guest's first steps need, and veth, network devices of several queues that tests make: in no order, the rest is found by what these depend on.
# A kernel may have some built in, or not at all.
readonly wanted_modules=(9p 9pnet_virtio overlay nvme virtio_net virtio_blk virtio_console virtio_pci veth)

# folder_of RELEASE: other modules make another folder.
folder_of() { echo "$CACHE/kernels/$1-$(cksum <<<"${wanted_modules[*]}" | cut -d ' ' -f 1)"; }

# candidates VERSION: "release suite", newest last. Generic flavour only: the cloud one has no 9p, the real-time one is another scheduler.
candidates() {
    local arch suite
    arch=$(dpkg --print-architecture)
    for suite in "${suites[@]}"; do
        suite_apt "$suite" apt-cache pkgnames linux-image- |
            sed -nE "s/^linux-image-(${1//./\\.}(\.[0-9]+)*(\+[a-z0-9]+|-[0-9]+)-$arch)\$/\1 $suite/p"
    done | sort --version-sort
}

resolve() {
    local alias=$CACHE/kernels/$1.alias found suite
    [[ -s $alias && -z "${KERNEL_REFRESH:-}" ]] && return 0
    mkdir -p "$CACHE/kernels"
    for suite in "${suites[@]}"; do
        SUITE_REFRESH=${KERNEL_REFRESH:-} suite_update "$suite"
    done
    found=$(candidates "$1" | tail -n 1)
    [[ -n $found ]] || die "the distribution serves no kernel $1 (suites ${suites[*]}); give a bzImage with sched_ext on instead"
    echo "$found" >"$alias.$$"
    mv "$alias.$$" "$alias"
}

# The packages that hold a release: image and modules were split twice.
packages_of() {
    local release=$1 names
    names=$(suite_apt "$2" apt-cache pkgnames linux- | grep -xF -e "linux-image-$release" -e "linux-binary-$release" -e "linux-modules-$release")
    if grep -qF linux-binary- <<<"$names"; then
        grep -vF linux-image- <<<"$names"
    else
        echo "$names"
    fi
}

download() {
    local release=$1 suite=$2 work=$3 names package
    mapfile -t names < <(packages_of "$release" "$suite")
    cd "$work"
    suite_download "$suite" apt-get download "${names[@]}"
    for package in ./*.deb; do
        dpkg --extract "$package" root
        rm "$package"
    done
    cp "$(find root/boot root/usr/lib root/lib -type f -name 'vmlinuz*' 2>/dev/null | grep . || die "no kernel image in ${names[*]}")" bzImage
    keep_modules "$release" "$work/root" modules
    rm -rf root
}

# keep_modules RELEASE ROOT TARGET: the wanted modules and what they need, uncompressed and numbered in the order of loading.
keep_modules() {
    local release=$1 root=$2 target=$3 tree name path order=0
    tree=$root/lib/modules/$release
    [[ -d $tree ]] || tree=$root/usr/lib/modules/$release
    mkdir -p "$target" "$root/dep/lib/modules"
    ln -s "$(realpath "$tree")" "$root/dep/lib/modules/$release"
    depmod --basedir "$root/dep" "$release"
    for name in "${wanted_modules[@]}"; do
        # "path: needs needs…", the farthest last.
        awk -v name="$name" 'match($1, "/" name "\\.ko(\\.[a-z0-9]+)?:$") { sub(":", "", $1); for (i = NF; i > 0; i--) print $i }' "$tree/modules.dep"
    done | awk '!seen[$0]++' | while read -r path; do
        order=$((order + 1))
        name=$(printf '%s/%02d-%s' "$target" "$order" "$(basename "${path%%.ko*}").ko")
        case $path in
            *.xz) xz --decompress --stdout "$tree/$path" >"$name" ;;
            *.zst) zstd --quiet --decompress --stdout "$tree/$path" >"$name" ;;
            *) cp "$tree/$path" "$name" ;;
        esac
    done
    compgen -G "$target/*-9p.ko" >/dev/null || die "the packages of kernel $release hold no 9p module"
}

fetch() {
    local release=$1 suite=$2 target work
    target=$(folder_of "$release")
    [[ -e $target/bzImage ]] && return 0
    apt_need kmod xz-utils zstd
    say "Downloading the kernel $release (suite $suite)"
    work=$(mktemp -d "$CACHE/kernels/work.XXXXXX")
    # shellcheck disable=SC2064
    trap "rm -rf '$work'" EXIT
    progress "kernel $release" "$CACHE/logs/kernel-$release.log" download "$release" "$suite" "$work"
    chmod 755 "$work"
    mv "$work" "$target"
}

# The release is written in the image's real-mode part, and its header says where.
release_of_image() {
    local magic offset
    magic=$(dd if="$1" bs=1 skip=$((0x202)) count=4 status=none | tr -d '\0')
    [[ $magic == HdrS ]] || die "$1 is not a bzImage"
    offset=$(od --address-radix=n --format=u2 --skip-bytes=$((0x20e)) --read-bytes=2 "$1" | tr -d ' ')
    dd if="$1" bs=1 skip=$((offset + 0x200)) count=200 status=none | tr '\0' '\n' | head -n 1 | cut -d ' ' -f 1
}

[[ $# == 1 && $1 != -* ]] || usage_error "kernel.sh takes one version or path"
if [[ $1 == */* || -f $1 ]]; then
    [[ -r $1 ]] || die "there is no kernel image at $1"
    release=$(release_of_image "$1")
    printf '%s\n-\n%s\n' "$(realpath "$1")" "$release"
    exit
fi
[[ $1 =~ ^[0-9]+\.[0-9]+(\.[0-9]+)?$ ]] || usage_error "'$1' is neither a kernel version such as 7.2 nor a path"
with_lock kernels resolve "$1"
read -r release suite <"$CACHE/kernels/$1.alias"
with_lock "kernel-$release" fetch "$release" "$suite"
folder=$(folder_of "$release")
printf '%s\n%s\n%s\n' "$folder/bzImage" "$folder/modules" "$release"
