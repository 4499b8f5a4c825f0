#!/usr/bin/env bash
# The one entry point: ./build.sh COMMAND. Each command lives in a script of its own under eng/.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/eng/common.sh"

usage() {
    cat <<'END'
usage: ./build.sh COMMAND [OPTION…]        (./build.sh COMMAND --help tells its options)

  demo       the NUMA scheduler on a real kernel: this one where it can, else one in a virtual machine
  test       builds, then runs every test suite, those on real kernels in virtual machines included
  build      libbpf, the BPF objects and all projects
  publish    the reference host as a native program, to artifacts/publish/schedext/
  pack       the NuGet packages, to artifacts/packages/
  bench      the benchmarks; bench scheduler: schedulers against each other on a real kernel
  soak       the long tests: hours, all kernels
  vm         boots a kernel and runs one command in it:  ./build.sh vm -- uname -a
  native     only libbpf.so, with libelf and zlib linked in, to artifacts/native/
  deps       downloads and installs everything that the other commands would
  clean      removes what was built here (--cache: the downloads too)

What is missing is installed (Debian packages) or downloaded (to ${SCHEDEXT_CACHE:-~/.cache/schedext}) once.
END
}

command=${1:---help}
(($# == 0)) || shift
case $command in
    vm) exec "$ENG/vm/boot.sh" "$@" ;;
    native) exec "$ENG/native/build-libbpf.sh" "$@" ;;
    build | test | soak | demo | publish | pack | bench | deps | clean) exec "$ENG/$command.sh" "$@" ;;
    --help | -h | help) usage ;;
    *) usage_error "there is no command '$command'" ;;
esac
