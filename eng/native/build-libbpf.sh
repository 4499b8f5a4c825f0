#!/usr/bin/env bash
# libbpf.so with libelf and zlib linked in, from the distribution's source packages, and the same as libbpf.a, for programs that are
# compiled ahead of time. Finished builds stay in the cache; artifacts/native/ gets copies: <rid>/libbpf.so, <rid>/libbpf.a,
# <rid>/BUILD-INFO, include/bpf/*.h (for BPF programs), licences/.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/suite.sh
. "$ENG/suite.sh"

case ${1:-} in
    '') ;;
    --help | -h)
        echo "usage: ./build.sh native       builds libbpf.so with libelf and zlib linked in, to artifacts/native/ (see BUILD-INFO there)"
        exit 0
        ;;
    *) usage_error "native takes no '$1'" ;;
esac

rid=$(machine_rid)
here=$ENG/native
harden=(-O2 -g0 -fPIC -ffunction-sections -fdata-sections -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2)

# fetch_source NAME SUITE OLDEST: the unpacked-nothing source package in $CACHE/sources/SUITE/NAME.
fetch_source() {
    local name=$1 suite=$2 oldest=$3 target=$CACHE/sources/$2/$1 version part
    if [[ ! -d $target ]]; then
        say "Downloading the source of $name (suite $suite)"
        part=$target.part.$$
        mkdir -p "$part"
        suite_update "$suite"
        progress "$name" "$CACHE/logs/source-$name.log" fetch_source_into "$part" "$suite" "$name"
        mv "$part" "$target"
    fi
    version=$(source_version "$name" "$suite")
    dpkg --compare-versions "$version" ge "$oldest" ||
        die "the suite $suite serves $name $version; at least $oldest is needed"
}

fetch_source_into() {
    cd "$1" && suite_download "$2" apt-get source --download-only --only-source "$3"
}

# The version without epoch and revision: what upstream calls it.
source_version() {
    sed -nE 's/^Version: ([0-9]+:)?([^-]*).*/\2/p' "$CACHE/sources/$2/$1/"*.dsc | head -n 1
}

source_full_version() {
    sed -nE 's/^Version: (.*)/\1/p' "$CACHE/sources/$2/$1/"*.dsc | head -n 1
}

# Everything that decides how the library comes out.
build_key() {
    local name suite oldest key=$rid
    while read -r name suite oldest; do
        key+="-$name-$(source_version "$name" "$suite")"
    done < <(grep -v '^#' "$here/sources")
    echo "$key-$(cat "$here/build-libbpf.sh" "$here/check-libbpf.sh" "$here/compat.c" | sha256sum | cut -c1-12)"
}

unpack() {
    dpkg-source --no-check --extract "$CACHE/sources/$2/$1/"*.dsc "$work/$1"
}

build_zlib() {
    cd "$work/zlib"
    CFLAGS="${harden[*]}" ./configure --static
    make -j"$(nproc)" libz.a
}

# Nothing may be generated anew: the distribution's patches make sources look newer than what was generated from them.
build_libelf() {
    cd "$work/elfutils"
    ./configure --disable-debuginfod --disable-libdebuginfod --without-bzlib --without-lzma --without-zstd --disable-nls --disable-demangler \
        CFLAGS="${harden[*]}" CPPFLAGS="-I$work/zlib" LDFLAGS="-L$work/zlib"
    local quiet=(ACLOCAL=: AUTOCONF=: AUTOHEADER=: AUTOMAKE=:)
    make -C lib -j"$(nproc)" "${quiet[@]}" libeu.a
    make -C libelf -j"$(nproc)" "${quiet[@]}" libelf.a
}

build_libbpf() {
    cd "$work/libbpf/src"
    # shellcheck disable=SC2086
    gcc "${harden[@]}" -fvisibility=hidden -Wall -Wextra -c -o "$work/compat.o" "$here/compat.c"
    # ALL_LDFLAGS on the command line takes the place of the Makefile's own, -lelf -lz included.
    make -j"$(nproc)" OBJDIR=ob NO_PKG_CONFIG=1 \
        CFLAGS="${harden[*]} -fvisibility=hidden -I$work/elfutils/libelf -I$work/zlib" \
        ALL_LDFLAGS="-Wl,--gc-sections -Wl,--exclude-libs,ALL -Wl,-z,relro,-z,now,-z,noexecstack,-z,defs -Wl,--as-needed \
            $work/compat.o $work/elfutils/libelf/libelf.a $work/elfutils/lib/libeu.a $work/zlib/libz.a" \
        "ob/libbpf.so.$(source_version libbpf "$(suite_of libbpf)")"
    make OBJDIR=ob NO_PKG_CONFIG=1 DESTDIR="$work/install" PREFIX=/usr install_headers
    strip --strip-unneeded -o "$out/libbpf.so" ob/libbpf.so.1.*
}

# One object with libbpf.so's symbols and no other, so that it gets in nobody's way: a program may bring a zlib of its own.
build_archive() {
    cd "$work/libbpf/src"
    make -j"$(nproc)" OBJDIR=ob NO_PKG_CONFIG=1 CFLAGS="${harden[*]} -fvisibility=hidden -I$work/elfutils/libelf -I$work/zlib" ob/libbpf.a
    nm --dynamic --defined-only --format=posix "$out/libbpf.so" | sed -nE 's/^([a-z][a-z0-9_]*)[@ ].*/\1/p' >"$work/exports"
    ld --relocatable -o "$work/whole.o" --whole-archive ob/libbpf.a --no-whole-archive \
        "$work/compat.o" "$work/elfutils/libelf/libelf.a" "$work/elfutils/lib/libeu.a" "$work/zlib/libz.a"
    objcopy --keep-global-symbols="$work/exports" "$work/whole.o" "$work/libbpf.o"
    ar rcsD "$out/libbpf.a" "$work/libbpf.o"
}

suite_of() { awk -v name="$1" '$1 == name { print $2 }' "$here/sources"; }

collect() {
    local header
    mkdir -p "$out/include/bpf" "$out/licences"
    for header in bpf_helpers bpf_helper_defs bpf_core_read bpf_tracing bpf_endian; do
        cp "$work/install/usr/include/bpf/$header.h" "$out/include/bpf/"
    done
    cp "$work/libbpf/LICENSE.BSD-2-Clause" "$out/licences/libbpf.LICENSE.BSD-2-Clause"
    cp "$work/libbpf/LICENSE.LGPL-2.1" "$out/licences/libbpf.LICENSE.LGPL-2.1"
    cp "$work/elfutils/COPYING" "$out/licences/elfutils.COPYING"
    cp "$work/elfutils/COPYING-LGPLV3" "$out/licences/elfutils.COPYING-LGPLV3"
    cp "$work/elfutils/COPYING-GPLV2" "$out/licences/elfutils.COPYING-GPLV2"
    zlib_licence >"$out/licences/zlib.LICENSE"
}

# The licence of zlib is the comment at the top of its header.
zlib_licence() {
    if [[ -s $work/zlib/LICENSE ]]; then
        cat "$work/zlib/LICENSE"
    else
        sed -n '2,/^\*\//p' "$work/zlib/zlib.h" | sed '$d'
    fi
}

build_info() {
    local figures
    figures=$("$here/check-libbpf.sh" "$out/libbpf.so")
    cat <<END
libbpf: $(source_full_version libbpf "$(suite_of libbpf)")
elfutils: $(source_full_version elfutils "$(suite_of elfutils)")
zlib: $(source_full_version zlib "$(suite_of zlib)")
compiler: $(gcc --version | head -n 1)
target: $rid
$figures
sha256: $(sha256sum "$out/libbpf.so" | cut -d ' ' -f 1)
END
}

build() {
    local work out key=$1 target=$CACHE/native/$1 name suite oldest
    [[ -e $target/BUILD-INFO ]] && return 0
    say "Building libbpf ($key)"
    apt_need gcc libc6-dev make dpkg-dev binutils m4 pkg-config
    mkdir -p "$CACHE/native"
    work=$(mktemp -d "$CACHE/native/work.XXXXXX")
    # shellcheck disable=SC2064
    trap "rm -rf '$work'" EXIT
    out=$work/out
    mkdir -p "$out"
    while read -r name suite oldest; do
        progress "unpacking $name" "$CACHE/logs/unpack-$name.log" unpack "$name" "$suite"
    done < <(grep -v '^#' "$here/sources")
    progress zlib "$CACHE/logs/native-zlib.log" build_zlib
    progress libelf "$CACHE/logs/native-libelf.log" build_libelf
    progress libbpf "$CACHE/logs/native-libbpf.log" build_libbpf
    progress "libbpf as an archive" "$CACHE/logs/native-archive.log" build_archive
    collect
    build_info >"$work/info"
    mv "$work/info" "$out/BUILD-INFO"
    rm -rf "$target"
    mv "$out" "$target"
    good "built: $(paste -sd ' ' < <(grep -E '^(libbpf|elfutils|zlib|highest-glibc|size)' "$target/BUILD-INFO"))"
}

fetch_all() {
    local name suite oldest
    while read -r name suite oldest; do
        fetch_source "$name" "$suite" "$oldest"
    done < <(grep -v '^#' "$here/sources")
}

install_to_artifacts() {
    local from=$CACHE/native/$1 file
    for file in libbpf.so libbpf.a BUILD-INFO; do
        copy_if_changed "$from/$file" "$ARTIFACTS/native/$rid/$file"
    done
    for file in "$from"/include/bpf/*.h "$from"/licences/*; do
        copy_if_changed "$file" "$ARTIFACTS/native/${file#"$from"/}"
    done
}

mkdir -p "$CACHE/logs"
with_lock native-sources fetch_all
key=$(build_key)
with_lock native build "$key"
install_to_artifacts "$key"
