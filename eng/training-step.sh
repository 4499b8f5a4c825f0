#!/usr/bin/env bash
# training-step.sh FOLDER: compiles benchmarks/training-step to FOLDER/training-step.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"

(($# == 1)) || usage_error "training-step.sh takes the folder where the program goes"
apt_need gcc libc6-dev
mkdir -p "$1"
# Static: what it links with must not differ between the machines that are compared.
gcc -std=gnu11 -O2 -Wall -Wextra -Werror -static -pthread "$ROOT"/benchmarks/training-step/*.c -o "$1/training-step.$$"
mv "$1/training-step.$$" "$1/training-step"
