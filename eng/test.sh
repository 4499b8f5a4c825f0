#!/usr/bin/env bash
# test.sh: builds, runs every suite, and sums them up in one last line.
set -euo pipefail
{ # Read as a whole before it starts: a long run must not trip over an edit of this file.
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/dotnet.sh
. "$ENG/dotnet.sh"

usage() {
    cat <<'END'
usage: ./build.sh test [OPTION…]        (soak takes the same)

Builds, runs the pure suites here (those of the core library and of interrupts on net8.0 too), and tests/SchedExt.Vm.Tests on each machine of
eng/vm/machines: two at a time, or one beside the pure suites, and last those that measure latencies, alone.

  --suite NAME      only the suites and machines whose name contains NAME
  --filter TEXT     only the tests whose full name contains TEXT
  --kernel V|PATH   the machines of 7.2, with this kernel instead
  --no-vm           only what runs here
  --no-build        as it was built last
  --profile NAME    test (the default) or soak

SCHEDEXT_FIXTURES, when set, names a folder of captured machines, or a .tar.gz of one: they are read and compared too.

Results: artifacts/test/<suite>/. Status 0 when everything that should run ran, and nothing failed. In a virtual machine a test may only
be skipped because its kernel is too old for it.
END
}

suite='' filter='' kernel='' profile=test vm=1 build=1
while (($# > 0)); do
    case $1 in
        --suite | --filter | --kernel | --profile)
            (($# > 1)) || usage_error "$1 needs a value"
            declare "${1#--}=$2"
            shift 2
            ;;
        --no-vm) vm=''; shift ;;
        --no-build) build=''; shift ;;
        --help | -h) usage; exit 0 ;;
        *) usage_error "test: unknown option '$1'" ;;
    esac
done
[[ $profile == test || $profile == soak ]] || usage_error "test: there is no profile '$profile'"

readonly results=$ARTIFACTS/test
started=$SECONDS
rows=() failures=() skips=() problems=()
passed=0 failed=0 skipped=0

# The options of a suite that choose tests.
selection=()
not_again=(-trait- EveryRunOn=newest)
if [[ $profile == soak ]]; then
    # With what is in every run on some kernels or frameworks only: where it is, it is left out.
    selection+=(-trait Profile=soak -trait EveryRunOn=newest -trait EveryRunOn=ends)
else
    selection+=(-trait- Profile=soak)
fi
[[ -z $filter ]] || selection+=(-method "*$filter*")

wanted() { [[ -z $suite || $1 == *"$suite"* ]]; }

program_of() { echo "$ROOT/tests/$1/bin/$CONFIGURATION/net10.0/$1"; }

# Machine code instead of compiling at run time: emulated, and beside programs that take all CPUs, that halves a suite's time.
# What is compiled once more, for another runtime, was analyzed when all was built: that is half of a compiler's time.
vm_program=$ARTIFACTS/vm-tests/SchedExt.Vm.Tests
publish_vm_suite() {
    [[ -n $build || ! -x $vm_program || ! -x $ARTIFACTS/publish/schedext/schedext ]] || return 0
    RunAnalyzers=false "$ENG/publish.sh"
    say "Compiling the suite for the virtual machines"
    dotnet_run publish tests/SchedExt.Vm.Tests --configuration "$CONFIGURATION" --runtime "$(machine_rid)" --self-contained false \
        -p:PublishReadyToRun=true -p:RunAnalyzers=false --output "$(dirname "$vm_program")"
}

row() { rows+=("$(printf '%-28s %6s %8s %8s %8s' "$@")"); }

# account NAME STATUS SECONDS IN-VM: reads a suite's results. No results is a failure, and so is a bad status without one.
account() {
    local name=$1 status=$2 seconds=$3 in_vm=$4 report line kind test text counts
    local xml=$results/$name/results.xml
    [[ -z $in_vm ]] || xml=$results/$name/out/results.xml
    if [[ ! -s $xml ]] || ! report=$(perl "$ENG/xunit-report.pl" "$xml"); then
        failed=$((failed + 1))
        row "$name" "$seconds s" - 1 -
        problems+=("$name: ended with status $status and left no results ($(explain_status "$status" "$in_vm")). Output: ${results#"$ROOT"/}/$name/output.log")
        return 0
    fi
    IFS=$'\t' read -ra counts <<<"${report%%$'\n'*}"
    if ((counts[1] + counts[2] + counts[3] == 0)); then
        # Most suites that run here have no long tests.
        [[ -z $filter && ($profile == test || -n $in_vm) ]] || return 0
        failed=$((failed + 1))
        row "$name" "$seconds s" 0 1 0
        problems+=("$name: no test is meant for it")
        return 0
    fi
    passed=$((passed + counts[1])) failed=$((failed + counts[2])) skipped=$((skipped + counts[3]))
    if ((status != 0 && counts[2] == 0)); then
        failed=$((failed + 1))
        counts[2]=1
        problems+=("$name: no test failed, and yet it ended with status $status")
    fi
    row "$name" "$seconds s" "${counts[1]}" "${counts[2]}" "${counts[3]}"
    while IFS=$'\t' read -r kind test text; do
        case $kind in
            FAIL) failures+=("$name: $test"$'\n'"${text//\\n/$'\n'}") ;;
            SKIP)
                skips+=("$name: $test: ${text:-no reason given}")
                explained "$text" "$in_vm" || { failed=$((failed + 1)); problems+=("$name: $test was skipped without good reason: ${text:-none given}"); }
                ;;
        esac
    done <<<"$report"
}

explain_status() {
    case $1/$2 in
        124/1) echo "its time was up" ;;
        125/1) echo "the virtual machine failed" ;;
        134/* | 139/*) echo "it crashed" ;;
        *) echo "it never got that far" ;;
    esac
}

# A kernel older than the feature is the one good reason in a virtual machine: everything else can be had there.
explained() {
    [[ -n $1 ]] || return 1
    [[ -n $2 ]] || return 0
    [[ $1 =~ came\ with\ Linux\ ([0-9]+\.[0-9]+).*this\ is\ ([0-9]+\.[0-9]+) ]] &&
        [[ ${BASH_REMATCH[1]} != "${BASH_REMATCH[2]}" ]] &&
        [[ $(printf '%s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" | sort --version-sort | head -n 1) == "${BASH_REMATCH[2]}" ]]
}

# The libraries without native parts on the oldest framework that they are built for, which machines need not have: published with its runtime.
readonly oldest=net8.0 oldest_suites=(SchedExt.Core.Tests SchedExt.Irq.Tests)
oldest_program() { echo "$ARTIFACTS/$oldest/publish/$1/${CONFIGURATION,,}_$(machine_rid)/$1"; }
publish_oldest() {
    [[ -n $build || ! -x $(oldest_program "$1") ]] || return 0
    dotnet_run publish "tests/$1" --configuration "$CONFIGURATION" --runtime "$(machine_rid)" --self-contained \
        -p:SchedExtTestFramework=$oldest -p:RunAnalyzers=false --artifacts-path "$ARTIFACTS/$oldest"
}

# execute NAME PROGRAM [OPTION…]: one suite here, as part of a background job. Its status and time are left in files.
execute() {
    local name=$1 program=$2 status=0 began=$SECONDS child
    shift 2
    mkdir -p "$results/$name"
    rm -f "$results/$name/results.xml"
    (cd "$ROOT" && exec "$program" -noLogo -noColor -showLiveOutput -xml "$results/$name/results.xml" "${selection[@]}" "$@") \
        >"$results/$name/output.log" 2>&1 </dev/null 8>&- &
    child=$!
    # shellcheck disable=SC2064
    trap "kill -TERM $child; wait $child; exit 143" TERM
    wait "$child" || status=$?
    echo "$status $((SECONDS - began))" >"$results/$name/status"
}

# account_for NAME IN-VM: the same of what left its status and time in a file.
account_for() {
    local status seconds
    read -r status seconds <"$results/$1/status" || { status=1 seconds=0; }
    account "$1" "$status" "$seconds" "$2"
}

# This one compiles one program after another, which leaves time to the machines.
readonly packages_suite=SchedExt.Packages.Tests

# The suites that run here, by name; that of the packages has a place of its own beside machines.
pure_suites() {
    local project name
    for project in "$ROOT"/tests/*.Tests/*.Tests.csproj; do
        name=$(basename "$project" .csproj)
        if [[ $name == *.Vm.Tests ]] || ! wanted "$name"; then continue; fi
        if [[ $name == "$packages_suite" ]] && has_machines; then continue; fi
        echo "$name"
    done
}

run_pure() {
    local name options=()
    [[ $profile == test ]] || options=("${not_again[@]}")
    for name in "$@"; do
        say "$name"
        execute "$name" "$(program_of "$name")" "${options[@]}"
    done
}

# Beside all else. Random cases, as many as on the newest framework, are for soak here.
run_oldest() {
    local project options=()
    [[ $profile == soak ]] || options=("${not_again[@]}")
    for project in "${oldest_suites[@]}"; do
        wanted "$project-$oldest" || continue
        say "$project-$oldest, beside the others"
        rm -f "$results/$project-$oldest/results.xml" "$results/$project-$oldest/status"
        publish_oldest "$project" >"$results/$project-$oldest.log" 2>&1 || { cat "$results/$project-$oldest.log" >&2; continue; }
        execute "$project-$oldest" "$(oldest_program "$project")" "${options[@]}"
    done
}

# machines: name, whether alone, kernel, shape and filter of the machines to boot, separated by "|", without the spaces around.
machines() {
    sed -E -e '/^[[:space:]]*(#|$)/d' -e 's/[[:space:]]*\|[[:space:]]*/|/g' -e 's/[[:space:]]+$//' "$ENG/vm/machines" |
        while IFS='|' read -r name profiles version shape choice; do
            [[ $profiles == "$profile"* || $profiles == both ]] || continue
            wanted "$name" || continue
            [[ $profiles == *alone ]] || profiles=
            if [[ -n $kernel ]]; then
                [[ $version == 7.2 ]] || continue
                version=$kernel
            fi
            echo "$name|$profiles|$version|$shape|$choice"
        done
}

has_machines() { [[ -n $vm && -n $(machines) ]]; }

# Several -trait are alternatives, so a machine's filter and the profile's together would choose the long tests of all machines: what both choose, by name.
long_tests() {
    comm -12 <("$vm_program" -noLogo -noColor -list methods "$@" | sort) <("$vm_program" -noLogo -noColor -list methods "${selection[@]}" | sort) |
        sed -n 's/^SchedExt\./-method &/p' | paste -sd ' '
}

# boot NAME KERNEL SHAPE FILTER: one machine, in the background. Its status and time are left in files.
boot() {
    local name=$1 version=$2 status=0 began=$SECONDS shape choice machine
    read -ra shape <<<"$3"
    read -ra choice <<<"$4"
    # shellcheck disable=SC2016 # for the guest's shell
    "$ENG/vm/boot.sh" --kernel "$version" "${shape[@]}" --out "$results/$name" -- \
        sh -c 'exec "$@" -xml "$SCHEDEXT_VM_OUT/results.xml"' sh "$vm_program" -noLogo -noColor -reporter verbose "${choice[@]}" "${selection[@]}" \
        >"$results/$name/output.log" 2>&1 </dev/null 8>&- &
    machine=$!
    # shellcheck disable=SC2064
    trap "kill -TERM $machine; wait $machine; exit 143" TERM
    wait "$machine" || status=$?
    echo "$status $((SECONDS - began))" >"$results/$name/status"
    note "$name: done after $((SECONDS - began)) s, status $status"
}

# Takes those that ended out of the caller's list of running machines.
still_running() {
    local pid all=("${running[@]}")
    running=()
    for pid in "${all[@]}"; do
        ! kill -0 "$pid" 2>/dev/null || running+=("$pid")
    done
}

# run_machines [PID]: two at a time; PID is a job that stands for one of the two while it runs.
run_machines() {
    local list line name alone version shape choice words variable packages='' booted=() running=("$@")
    mapfile -t list < <(machines)
    ((${#list[@]} > 0)) || return 0
    apt_need qemu-system-x86 busybox-static cpio stress-ng rt-tests irqbalance
    publish_vm_suite
    if wanted "$packages_suite"; then
        say "$packages_suite, beside the virtual machines"
        execute "$packages_suite" "$(program_of "$packages_suite")" 8>&- &
        packages=yes
    fi
    say "Virtual machines: $(cut -d '|' -f 1 < <(printf '%s\n' "${list[@]}") | paste -sd ' ')"
    for line in "${list[@]}"; do
        IFS='|' read -r name alone version shape choice <<<"$line"
        if [[ $version == \$* ]]; then
            variable=${version#\$}
            version=${!variable:-}
            if [[ -z $version ]]; then
                skipped=$((skipped + 1))
                row "$name" - - - 1
                skips+=("$name: needs a kernel image that no distribution package provides; \$$variable does not name one")
                continue
            fi
        fi
        if [[ $profile == soak ]]; then
            read -ra words <<<"$choice"
            choice=$(long_tests "${words[@]}")
            if [[ -z $choice ]]; then
                note "$name: no long test"
                continue
            fi
        fi
        # Downloads are not to count as a machine's time, nor to run twice at once.
        if ! "$ENG/kernel.sh" "$version" >/dev/null; then
            failed=$((failed + 1))
            row "$name" - - 1 -
            problems+=("$name: there is no kernel $version to boot")
            continue
        fi
        rm -rf "${results:?}/$name"
        mkdir -p "$results/$name"
        if [[ -n $alone ]]; then
            wait
            running=()
        elif ((${#running[@]} == 2)); then
            wait -n "${running[@]}" || true
            still_running
        fi
        note "$name: booting $version"
        boot "$name" "$version" "$shape" "$choice" 8>&- &
        running+=("$!")
        booted+=("$name")
    done
    wait
    [[ -z $packages ]] || account_for "$packages_suite" ''
    for name in "${booted[@]}"; do
        account_for "$name" 1
        look_at_kernel_log "$name"
    done
}

# What the kernel complained about is worth a look, whether or not a test failed.
look_at_kernel_log() {
    local complaints
    complaints=$(grep -aE 'BUG:|WARNING: |Oops|blocked for more than|soft lockup|rcu.*stall' "$results/$1/kernel.log" 2>/dev/null | sort -u | head -n 3) || true
    [[ -z $complaints ]] || warn "$1: the kernel complained (${results#"$ROOT"/}/$1/kernel.log):"$'\n'"$complaints"
    [[ ! -e $results/$1/kernel.first.log ]] || warn "$1: was booted again after a fault of the emulator's or the kernel's own (${results#"$ROOT"/}/$1/output.log)"
}

# Ctrl-C ends the machines too.
# shellcheck disable=SC2317
interrupted() {
    local machines
    trap - INT TERM
    mapfile -t machines < <(jobs -p)
    ((${#machines[@]} == 0)) || kill -TERM "${machines[@]}" 2>/dev/null || true
    wait
    exit 130
}
trap interrupted INT TERM

dotnet_need
[[ -z $build ]] || "$ENG/build.sh"
mkdir -p "$results"
# Results have one place: two runs at once in one checkout would mix theirs.
exec 8>"$results/.lock"
flock --nonblock 8 || die "another test run is busy in this checkout (artifacts/test)"
mapfile -t pure < <(pure_suites)
pure_job=''
if ((${#pure[@]} > 0)); then
    for name in "${pure[@]}"; do rm -f "$results/$name/results.xml" "$results/$name/status"; done
    run_pure "${pure[@]}" 8>&- &
    pure_job=$!
fi
run_oldest 8>&- &
oldest_job=$!
# Meanwhile what the machines need is compiled, and the first of them starts, whose time is counted instructions: a busy host changes nothing for it.
[[ -z $vm ]] || run_machines ${pure_job:+"$pure_job"}
# Those who waited for the machines have waited for these too.
for job in ${pure_job:+"$pure_job"} "$oldest_job"; do wait "$job" 2>/dev/null || true; done
for name in "${pure[@]}"; do account_for "$name" ''; done
for project in "${oldest_suites[@]}"; do
    if wanted "$project-$oldest"; then account_for "$project-$oldest" ''; fi
done

((${#skips[@]} == 0)) || { echo; echo "Skipped:"; printf '  %s\n' "${skips[@]}"; }
((${#failures[@]} == 0)) || { echo; echo "Failed:"; for text in "${failures[@]}"; do sed -e '1s/^/  /' -e '2,$s/^/      /' <<<"$text" | head -n 25; done; }
((${#problems[@]} == 0)) || { echo; echo "Problems:"; printf '  %s\n' "${problems[@]}"; }
echo
printf '%-28s %6s %8s %8s %8s\n' suite time passed failed skipped
((${#rows[@]} == 0)) || printf '%s\n' "${rows[@]}"
printf '%s\n\n' "all together: $((SECONDS - started)) s"
((passed + failed > 0)) || { failed=1; echo "No test ran."; }
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0)) || exit 1
exit 0
}
