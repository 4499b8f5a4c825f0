# shellcheck shell=bash
# The .NET SDK, and how it is called here.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# A fresh machine has no ICU, and nothing here needs one. The SDK then warns about packages with translations: see dotnet_run.
ldconfig -p 2>/dev/null | grep -qF libicuuc || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

# What is tested is what is shipped.
# shellcheck disable=SC2034 # for whoever sources this
CONFIGURATION=${SCHEDEXT_CONFIGURATION:-Release}

dotnet_need() {
    command -v dotnet >/dev/null || die "this needs the .NET SDK 10 (the command 'dotnet'), and this machine has none"
    (cd "$ROOT" && dotnet --version >/dev/null 2>&1) ||
        die "this needs the .NET SDK $(sed -nE 's/.*"version": *"([^"]+)".*/\1/p' "$ROOT/global.json") or newer; installed: $(dotnet --list-sdks | cut -d ' ' -f 1 | paste -sd ' ')"
}

# dotnet_run ARG…: quiet but for warnings and errors, leaving no build server of MSBuild behind.
dotnet_run() {
    (cd "$ROOT" && MSBUILDDISABLENODEREUSE=1 dotnet "$@" -nologo -verbosity:minimal -tl:off -warnAsMessage:NETSDK1187,NETSDK1188 </dev/null >&2)
}
