#!/usr/bin/env bash
# build.sh: libbpf, the BPF objects and all projects.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/dotnet.sh
. "$ENG/dotnet.sh"

case ${1:-} in
    '') ;;
    --help | -h)
        echo "usage: ./build.sh build        builds libbpf, the BPF objects and all projects (configuration: \$SCHEDEXT_CONFIGURATION or Release)"
        exit 0
        ;;
    *) usage_error "build takes no '$1'" ;;
esac

dotnet_need
apt_need clang-19 llvm-19
"$ENG/native/build-libbpf.sh"
say "Building all projects ($CONFIGURATION)"
dotnet_run build SchedExt.sln --configuration "$CONFIGURATION"
