#!/usr/bin/env bash
# floor-objects.sh FOLDER NAME…: compiles bpf/selftests/NAME.bpf.c, schedulers that do next to nothing, to FOLDER/NAME.bpf.o.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"

(($# > 1)) || usage_error "floor-objects.sh takes the folder where the objects go, and their names"
folder=$1
shift
apt_need clang-19 gcc libc6-dev
"$ENG/native/build-libbpf.sh"
mkdir -p "$folder"
folder=$(realpath "$folder")
for name in "$@"; do
    (cd "$ROOT/bpf" && clang-19 -target bpf -mcpu=v3 -g -O2 -fdebug-compilation-dir=. -Iinclude -I"$ARTIFACTS/native/include" -c "selftests/$name.bpf.c" -o "$folder/$name.bpf.o")
done
