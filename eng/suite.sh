# shellcheck shell=bash
# Packages of another suite of the distribution, without touching the machine's set-up: the first stanza of the machine's own
# sources file with another "Suites:" line, and lists, state and downloads of our own.
#
#   suite_update SUITE               reads the lists of a suite, once (SUITE_REFRESH=1: again)
#   suite_apt SUITE apt-get ARG…     runs an apt tool that sees nothing but that suite

# The machine's first stanza (or line) that serves packages of the distribution, as deb822.
suite_stanza() {
    local file
    for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/*.sources; do
        [[ -r $file ]] || continue
        awk 'BEGIN { RS = ""; ORS = "\n" }
             /(^|\n)Suites:[^\n]*(bookworm|trixie|forky|duke|sid|unstable|testing|stable)/ && !/(^|\n)Enabled:[ \t]*no/ { print; exit }' "$file" |
            grep . && return 0
    done
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [[ -r $file ]] || continue
        awk '$1 == "deb" && /debian/ {
                 options = ""
                 sub(/^deb[ \t]+/, "")
                 if (match($0, /^\[[^]]*\][ \t]*/)) { options = substr($0, RSTART + 1, RLENGTH - 2); sub(/^\[[^]]*\][ \t]*/, "") }
                 print "Types: deb"; print "URIs: " $1; print "Suites: " $2; print "Components: main"
                 if (match(options, /signed-by=[^] \t]*/)) print "Signed-By: " substr(options, RSTART + 10, RLENGTH - 10)
                 exit
             }' "$file" | grep . && return 0
    done
    die "found no sources file of Debian under /etc/apt to copy: kernels and libbpf's source come from Debian's own archive"
}

suite_sources() {
    local suite=$1 file=$CACHE/apt/$1/suite.sources
    mkdir -p "$CACHE/apt/$suite/lists/partial" "$CACHE/apt/$suite/archives/partial"
    suite_stanza | sed -E -e '/^#/d' -e "s/^Suites:.*/Suites: $suite/" -e 's/^Types:.*/Types: deb deb-src/' -e 's/^Components:.*/Components: main/' >"$file.$$"
    mv "$file.$$" "$file"
}

suite_apt() {
    local suite=$1 tool=$2 base=$CACHE/apt/$1
    shift 2
    "$tool" -o Dir::Etc::sourcelist="$base/suite.sources" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::Lists="$base/lists" \
        -o Dir::Cache="$base" -o APT::Sandbox::User=root -o Debug::NoLocking=1 -o Acquire::Languages=none \
        -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
        -o Acquire::Retries=3 "$@"
}

suite_update() {
    local suite=$1 stamp=$CACHE/apt/$1/updated
    [[ -e $stamp && -z "${SUITE_REFRESH:-}" ]] && return 0
    suite_sources "$suite"
    progress "reading the package lists of $suite" "$CACHE/logs/apt-$suite.log" suite_apt "$suite" apt-get update -o APT::Update::Error-Mode=any
    touch "$stamp"
}

# suite_download SUITE apt-get ARG…: as suite_apt; when it fails, lists that are older than the archive may be why: once more with new ones.
suite_download() {
    local suite=$1
    suite_update "$suite"
    suite_apt "$@" && return 0
    SUITE_REFRESH=1 suite_update "$suite"
    suite_apt "$@"
}
