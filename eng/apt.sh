# shellcheck shell=bash
# Debian packages that a command needs. apt_need PACKAGE… installs the missing ones, as root or by sudo.

as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    else
        sudo --non-interactive "$@"
    fi
}

apt_missing() {
    local package
    for package in "$@"; do
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
    done
}

apt_need() {
    local missing
    command -v apt-get >/dev/null ||
        die "this needs the Debian packages $*, and this machine has no apt-get: run it on Debian 12 or newer (a container will do)"
    mapfile -t missing < <(apt_missing "$@")
    ((${#missing[@]} == 0)) && return 0
    if [[ $(id -u) != 0 ]] && ! { command -v sudo >/dev/null && sudo --non-interactive true 2>/dev/null; }; then
        die "these Debian packages are missing, and installing them needs root or a sudo without password. Run once: apt-get install --no-install-recommends ${missing[*]}"
    fi
    say "Installing ${missing[*]}"
    with_lock apt apt_install "${missing[@]}"
}

apt_install() {
    local log=$CACHE/logs/apt-install.log
    # The lists may be absent, or older than the packages that are served.
    apt_try_install "$log" "$@" && return 0
    progress "reading the package lists" "$CACHE/logs/apt-update.log" as_root apt-get update
    progress "installing" "$log" apt_try_install /dev/stdout "$@"
}

apt_try_install() {
    local log=$1
    shift
    mkdir -p "$CACHE/logs"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1 </dev/null
}
