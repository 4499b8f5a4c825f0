# shellcheck shell=bash
# Sourced by the benchmarks' scripts: options, which all of them read alike. The script has a function usage.

# bench_options NAME 'OPTION…' 'FLAG…' [ARGUMENT…]: each OPTION has a value, which goes to the variable of that name; a FLAG sets its own to 1.
# A dash in a name is an underscore in the variable's. --no-publish is a flag of all.
bench_options() {
    local bench_name=$1 bench_values=" $2 " bench_flags=" no-publish $3 " bench_option bench_variable
    shift 3
    while (($# > 0)); do
        bench_option=${1#--}
        bench_variable=${bench_option//-/_}
        if [[ $1 == --help || $1 == -h ]]; then
            usage
            exit 0
        elif [[ $1 == --?* && $bench_values == *" $bench_option "* ]]; then
            (($# > 1)) || usage_error "$1 needs a value"
            printf -v "$bench_variable" %s "$2"
            shift 2
        elif [[ $1 == --?* && $bench_flags == *" $bench_option "* ]]; then
            printf -v "$bench_variable" 1
            shift
        else
            usage_error "bench $bench_name: unknown option '$1'"
        fi
    done
}

# bench_counts NAME VARIABLE…: ends with words unless each is a number from 1 on.
bench_counts() {
    local bench_name=$1 bench_variable
    shift
    for bench_variable in "$@"; do
        [[ ${!bench_variable} =~ ^[1-9][0-9]*$ ]] || usage_error "bench $bench_name: --$bench_variable takes a number from 1 on, not '${!bench_variable}'"
    done
}

# bench_publish: the reference host, unless --no-publish says that it is new enough.
bench_publish() { [[ -n ${no_publish:-} ]] || "$ENG/publish.sh"; }
