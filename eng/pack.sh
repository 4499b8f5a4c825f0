#!/usr/bin/env bash
# pack.sh: the NuGet packages, all of one version.
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
        cat <<'END'
usage: ./build.sh pack

Packs SchedExt.Core, SchedExt.Irq and SchedExt.Bpf to artifacts/packages/. The packages name the commit, and the repository's address where
git has a remote "origin" or $SCHEDEXT_REPOSITORY_URL names it.
END
        exit 0
        ;;
    *) usage_error "pack takes no '$1'" ;;
esac

readonly target=$ARTIFACTS/packages
packages=(SchedExt.Core SchedExt.Irq SchedExt.Bpf)
dotnet_need
apt_need clang-19 llvm-19
"$ENG/native/build-libbpf.sh"
properties=("-p:RepositoryCommit=$(git -C "$ROOT" rev-parse HEAD)")
url=${SCHEDEXT_REPOSITORY_URL:-$(git -C "$ROOT" remote get-url origin 2>/dev/null || true)}
# A folder of this machine, or an address with a password in it, is nobody else's business.
if [[ $url =~ ^https?://[^@]*$ ]]; then properties+=("-p:RepositoryUrl=$url"); fi
rm -rf "$target"
for package in "${packages[@]}"; do
    say "Packing $package"
    dotnet_run pack "src/$package/$package.csproj" --configuration "$CONFIGURATION" --output "$target" "${properties[@]}"
done
mapfile -t made < <(cd "$target" && find . -maxdepth 1 -name '*.nupkg' -printf '%f\n' | sort)
versions=$(printf '%s\n' "${made[@]}" | sed -E 's/^SchedExt\.(Core|Irq|Bpf)\.(.*)\.nupkg$/\2/' | sort -u)
[[ ${#made[@]} == "${#packages[@]}" && $(wc -l <<<"$versions") == 1 ]] || die "expected ${#packages[@]} packages of one version, got: ${made[*]:-none}"
good "${made[*]}"
