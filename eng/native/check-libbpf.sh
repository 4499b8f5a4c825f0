#!/usr/bin/env bash
# Is a libbpf.so what the package claims? check-libbpf.sh FILE: prints the figures, fails at the first broken claim.
#   needs nothing beyond libc; exports libbpf's own versioned symbols and no other; asks for no GLIBC symbol version above 2.28;
#   relro, immediate binding, no executable stack, no text relocations, stack protector, fortified calls; stripped.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
export LC_ALL=C

readonly newest_glibc=2.28
library=$1
[[ -s $library ]] || die "there is no library at $library"

dynamic=$(readelf --wide --dynamic "$library")
segments=$(readelf --wide --program-headers "$library")
sections=$(readelf --wide --section-headers "$library")
symbols=$(readelf --wide --dyn-syms "$library" | awk 'NR > 3 && $8 != "" { print $7, $5, $8 }')

# The dynamic loader's own name differs from machine to machine and is part of libc.
needed=$(sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' <<<"$dynamic" | sort | paste -sd ' ')
for name in $needed; do
    [[ $name == libc.so.6 || $name == ld-linux* ]] || die "libbpf.so needs $name; it may need libc.so.6 only"
done

soname=$(sed -nE 's/.*\(SONAME\).*\[(.*)\]/\1/p' <<<"$dynamic")
[[ $soname == libbpf.so.1 ]] || die "libbpf.so calls itself '$soname', not libbpf.so.1"

exported=$(awk '$1 != "UND" { print $3 }' <<<"$symbols" | grep -v '^LIBBPF_' || true)
foreign=$(grep -vE '@@?LIBBPF_[0-9.]+$' <<<"$exported" || true)
[[ -z $foreign ]] || die "libbpf.so exports what is not libbpf's: $(head -n 5 <<<"$foreign" | paste -sd ' ')"
grep -qE '^bpf_object__open_mem@@LIBBPF_' <<<"$exported" || die "libbpf.so does not export bpf_object__open_mem"
count=$(wc -l <<<"$exported")
((count >= 300)) || die "libbpf.so exports $count symbols; a whole one exports more than 300"

glibc=$(grep -oE 'GLIBC_[0-9.]+' <<<"$symbols" | sed 's/GLIBC_//' | sort --version-sort --unique | tail -n 1)
[[ $(printf '%s\n%s\n' "$glibc" "$newest_glibc" | sort --version-sort | tail -n 1) == "$newest_glibc" ]] ||
    die "libbpf.so asks for GLIBC_$glibc ($(grep -E "GLIBC_$glibc\$" <<<"$symbols" | awk '{ print $3 }' | paste -sd ' ')); at most $newest_glibc may be needed"

grep -q GNU_RELRO <<<"$segments" || die "libbpf.so is not linked with relro"
grep -qE 'BIND_NOW|FLAGS_1.*NOW' <<<"$dynamic" || die "libbpf.so is not bound at once (-z now)"
grep -E 'GNU_STACK' <<<"$segments" | grep -qE ' RWE ' && die "libbpf.so wants an executable stack"
grep -E '^ +LOAD' <<<"$segments" | grep -qE ' (RWE|WE) ' && die "libbpf.so has a segment both writable and executable"
grep -q TEXTREL <<<"$dynamic" && die "libbpf.so has text relocations"
grep -qE '\((RPATH|RUNPATH)\)' <<<"$dynamic" && die "libbpf.so carries a search path"
grep -q '__stack_chk_fail' <<<"$symbols" || die "libbpf.so was not built with the stack protector"
grep -qE '__[a-z]+_chk@' <<<"$(grep -v __stack_chk <<<"$symbols")" || die "libbpf.so was not built with FORTIFY_SOURCE"
grep -qE ' \.(symtab|debug_info) ' <<<"$sections" && die "libbpf.so is not stripped"

echo "needed: $needed"
echo "exports: $count"
echo "highest-glibc: $glibc"
echo "size: $(stat --format=%s "$library")"
