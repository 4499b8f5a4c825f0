#!/usr/bin/env bash
# clean.sh: removes what was built.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

cache=''
case ${1:-} in
    '') ;;
    --cache) cache=1 ;;
    --help | -h)
        echo "usage: ./build.sh clean [--cache]      removes artifacts/ and every bin/ and obj/; --cache: the downloads too"
        exit 0
        ;;
    *) usage_error "clean: unknown option '$1'" ;;
esac

say "Removing artifacts/, bin/ and obj/"
rm -rf "$ARTIFACTS"
find "$ROOT"/{src,tests,samples,benchmarks} -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} + 2>/dev/null || true
if [[ -n $cache ]]; then
    say "Removing the cache"
    rm -rf "$CACHE"
fi
