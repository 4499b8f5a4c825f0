#!/usr/bin/env bash
# demo-run.sh SECONDS: twice as many busy programs as CPUs, and the published host beside them.
set -euo pipefail

program=$(dirname "${BASH_SOURCE[0]}")/../artifacts/publish/schedext/schedext
stress-ng --quiet --cpu "$(($(nproc) * 2))" --timeout "$(($1 + 200))s" &
load=$! # ended below; by itself only where that does not happen
trap 'kill "$load" 2>/dev/null || true; wait "$load" 2>/dev/null || true' EXIT
"$program" run --duration "$1"
