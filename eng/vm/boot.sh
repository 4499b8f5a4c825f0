#!/usr/bin/env bash
# Boots a kernel in QEMU and runs one command in it, on the host's own files. See README.md beside this file.
set -euo pipefail
{ # Read as a whole before it starts: a long run must not trip over an edit of this file.
# shellcheck source=eng/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
# shellcheck source=eng/apt.sh
. "$ENG/apt.sh"
# shellcheck source=eng/vm/shape.sh
. "$ENG/vm/shape.sh"

usage() {
    cat <<'END'
usage: ./build.sh vm [OPTION…] -- COMMAND [ARGUMENT…]

Boots a kernel under software emulation, runs COMMAND in it as root in the current folder, and ends with its exit status. The guest sees
the host's files; what it writes stays in its memory, except in the folder that $SCHEDEXT_VM_OUT names.

  --kernel VERSION|PATH   7.2 (the default), 6.18, … from the distribution, or a bzImage with everything built in
  --cpus N                without --node: one node of N CPUs. The default is 4 CPUs, 2 nodes of 2
  --node id=N,cpus=LIST[,mem=SIZE]
                          a node; again for each one. Ids may have holes; LIST reads 0-1 or 0-1+6; cpus= may be empty
  --distance A:B=N        the distance between two nodes, both ways unless given both ways (20 where not given)
  --maxcpus N             CPUs up to N - 1 are possible but not present
  --memory SIZE           of all nodes together (2G)
  --machine pc|q35-ir     q35-ir has an IOMMU with interrupt remapping
  --nvme                  an NVMe disk with one queue per CPU (managed interrupts); again for each one
  --net                   a virtio network card that reaches nothing; again for each one
  --vectors               a device with 65 movable interrupts that never come; again for each one
  --monitor               the guest reaches QEMU's monitor (QMP, JSON lines) at the virtio port of that name, and plugs devices into itself
  --thread single|multi   emulate all CPUs in one thread (single: exact, the default) or in parallel (multi: 2 CPUs at most, few attaches)
  --icount SHIFT          the guest's time is the instructions that it executed, 2^SHIFT ns each (0 to 10), in one thread: costs come out
                          the same whatever else the host does, and idle time passes at once; sleeping together is all that CPUs do at once
  --timeout SECONDS       of the whole run, boot included (600)
  --append ARGUMENTS      more arguments for the kernel
  --env NAME=VALUE        a variable for COMMAND; it inherits none
  --out FOLDER            where kernel.log and out/ go (artifacts/vm/<time>-<pid>)
  --quiet                 nothing but COMMAND's output, warnings and errors

Exit status: COMMAND's; 124 when the time is up; 125 when the machine failed (the end of its kernel log is shown); 2 for a wrong option.
END
}

kernel=7.2 cpus=0 maxcpus=0 memory=2G machine=pc nvme=0 net=0 vectors=0 monitor='' thread=single icount='' timeout=600 append='' out=''
variables=()
while (($# > 0)); do
    case $1 in
        --kernel | --cpus | --maxcpus | --memory | --machine | --thread | --icount | --timeout | --append | --out | --node | --distance | --env)
            (($# > 1)) || usage_error "$1 needs a value"
            case $1 in
                --node) SHAPE_NODES+=("$2") ;;
                --distance) SHAPE_DISTANCES+=("$2") ;;
                --env) [[ $2 == [A-Za-z_]*=* ]] || usage_error "--env reads NAME=VALUE"; variables+=("$2") ;;
                *) declare "${1#--}=$2" ;;
            esac
            shift 2
            ;;
        --nvme) nvme=$((nvme + 1)); shift ;;
        --net) net=$((net + 1)); shift ;;
        --vectors) vectors=$((vectors + 1)); shift ;;
        --monitor) monitor=1; shift ;;
        --quiet) export SAY_QUIET=1; shift ;;
        --help | -h) usage; exit 0 ;;
        --) shift; break ;;
        *) usage_error "vm: unknown option '$1'" ;;
    esac
done
(($# > 0)) || usage_error "vm: say which command to run, after --"
for number in "$cpus" "$maxcpus" "$timeout"; do
    [[ $number =~ ^[0-9]+$ ]] || usage_error "vm: '$number' is not a number"
done
[[ $thread == single || $thread == multi ]] || usage_error "vm: --thread is single or multi"
if [[ -n $icount ]]; then
    [[ $icount =~ ^([0-9]|10)$ ]] || usage_error "vm: --icount is a number from 0 to 10"
    [[ $thread == single ]] || usage_error "vm: --icount counts in one thread: leave --thread out"
fi
[[ $(uname -m) == x86_64 ]] || die "the virtual machine is set up for x86-64 hosts only" 125

# Where it all goes.
out=${out:-$ARTIFACTS/vm/$(date +%Y%m%d-%H%M%S)-$$}
mkdir -p "$out/out"
out=$(realpath "$out")
job=$(mktemp -d "$out/job.XXXXXX")
trap 'rm -rf "$job"' EXIT

apt_need qemu-system-x86
mapfile -t resolved < <("$ENG/kernel.sh" "$kernel")
((${#resolved[@]} == 3)) || die "there is no kernel to boot" 125
image=${resolved[0]} modules=${resolved[1]} release=${resolved[2]}
initramfs=$("$ENG/vm/initramfs.sh" "$modules")

# The machine.
((cpus > 0 || ${#SHAPE_NODES[@]} > 0)) || SHAPE_NODES=("id=0,cpus=0-1" "id=1,cpus=2-3")
shape_arguments "$cpus" "$maxcpus" "$(megabytes "$memory")"

share() { # TAG FOLDER [OPTION]: a folder of the host's by 9p
    qemu+=(-fsdev "local,id=$1,path=${2//,/,,},security_model=none,multidevs=remap${3:-}" -device "virtio-9p-pci,fsdev=$1,mount_tag=$1")
}
port() { # NAME: what the guest writes to it comes out of the pipe of that name in the job folder
    qemu+=(-chardev "file,id=$1,path=${job//,/,,}/$1" -device "virtserialport,chardev=$1,name=$1")
}
qemu=(qemu-system-x86_64 -accel "tcg,thread=$thread" -nodefaults -no-user-config -display none -no-reboot
    -kernel "$image" -initrd "$initramfs" -chardev "file,id=console,path=${out//,/,,}/kernel.log" -serial chardev:console)
case $machine in
    pc) qemu+=(-machine pc) ;;
    q35-ir) qemu+=(-machine "q35,kernel-irqchip=split" -device "intel-iommu,intremap=on") ;;
    *) usage_error "vm: --machine is pc or q35-ir" ;;
esac
[[ -z $icount ]] || qemu+=(-icount "shift=$icount,sleep=off")
qemu+=("${SHAPE_ARGUMENTS[@]}" -device virtio-serial-pci)
port stdout
port stderr
# QEMU talks to itself: the port is the one client of the monitor's socket.
[[ -z $monitor ]] || qemu+=(-m "slots=2,maxmem=$(($(megabytes "$memory") + 1024))M" -chardev "socket,id=qmp,path=${job//,/,,}/qmp,server=on,wait=off" -mon "chardev=qmp,mode=control"
    -chardev "socket,id=monitor,path=${job//,/,,}/qmp" -device "virtserialport,chardev=monitor,name=monitor")
share root / ,readonly=on
share job "$job"
share out "$out/out"
# Reads as zeros and forgets what is written: it is there for its interrupts.
for ((i = 0; i < nvme; i++)); do
    qemu+=(-blockdev "null-co,node-name=nvme$i,size=67108864,read-zeroes=on"
        -device "nvme,drive=nvme$i,serial=schedext$i,max_ioqpairs=$SHAPE_CPUS,msix_qsize=$((SHAPE_CPUS + 1))")
done
for ((i = 0; i < net; i++)); do qemu+=(-netdev "user,id=net$i,restrict=on" -device "virtio-net-pci,netdev=net$i,romfile="); done
# Serial ports without a port: a queue for each way of 31 ports and of two for control, with an interrupt each, and one for changes.
for ((i = 0; i < vectors; i++)); do qemu+=(-device virtio-serial-pci,max_ports=31,vectors=66); done
# The emulated time stamp counter is the host's. On a busy host a guest measures it wrongly at boot (a ninth was seen), and then all its
# clocks run fast; so it is told, where the host says how fast it is (bogomips are twice the MHz on x86).
# With counted instructions it counts the guest's own nanoseconds.
tsc=tsc_early_khz=1000000
[[ -n $icount ]] || tsc=$(awk '$1 == "bogomips" { printf "tsc_early_khz=%d", $3 * 500; exit }' /proc/cpuinfo)
# A guest that hangs says where within a minute, instead of using up its time. The boot's own test of the timer interrupt fails on a busy host.
qemu+=(-append "console=ttyS0 panic=-1 oops=panic hung_task_panic=1 sysctl.kernel.hung_task_timeout_secs=60 no_timer_check net.ifnames=0 random.trust_cpu=on mitigations=off apparmor=0 tsc=reliable $tsc $SHAPE_APPEND $append")

# The job. The shell of the guest reads it: quoted for any shell.
quoted() {
    local word
    for word in "$@"; do printf " '%s'" "${word//\'/\'\\\'\'}"; done
    echo
}
# One processor, as far as .NET knows, so that it never spins: emulated in one thread, a CPU that executes "pause" hands the thread to
# the others for up to 0.1 s each, and a spin of a few microseconds becomes seconds beside busy CPUs.
environment=(HOME=/root USER=root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    SCHEDEXT_VM=1 "SCHEDEXT_VM_OUT=$out/out" DOTNET_TieredPGO=0 DOTNET_PROCESSOR_COUNT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1)
if dotnet=$(command -v dotnet); then
    dotnet=$(dirname "$(realpath "$dotnet")")
    environment[3]+=:$dotnet
    environment+=("DOTNET_ROOT=$dotnet")
fi
{
    for variable in "${environment[@]}" "${variables[@]}"; do
        printf 'export %s=%s\n' "${variable%%=*}" "$(quoted "${variable#*=}" | cut -c2-)"
    done
    printf 'cd%s || exit 126\nexec%s' "$(quoted "$PWD")" "$(quoted "$@")"
} >"$job/command"
echo "$ROOT" >"$job/dir"
echo "$out/out" >"$job/out"

emulator=''
# shellcheck disable=SC2317
stop() {
    trap - INT TERM HUP
    if [[ -n $emulator ]]; then
        # Not to be reported as a killed job.
        disown "$emulator"
        kill -KILL "$emulator" 2>/dev/null || true
    fi
    warn "stopped the virtual machine"
    exit "$1"
}
trap 'stop 130' INT
trap 'stop 143' TERM
trap 'stop 129' HUP

# look_for_life PID: ends the emulator when the guest has given no sign of life for two minutes. It gives one every 5 s, and no scheduler
# under test keeps it from that for longer than the kernel's watchdog, 30 s. Where time is instructions, 5 s of it may take minutes.
look_for_life() {
    local seen
    while sleep 5 && kill -0 "$1" 2>/dev/null; do
        seen=$(stat --format=%Y "$job/heartbeat" 2>/dev/null) || continue
        (($(date +%s) - seen > (${#icount} ? 900 : 120))) || continue
        touch "$job/frozen"
        kill -KILL "$1" 2>/dev/null || true
        return 0
    done
}

# run: boots once. Leaves the command's status in $job/status, or $job/timeout. QEMU dies with this script, however that ends.
run() {
    local readers=() status=0 watcher
    rm -f "$job"/{status,timeout,frozen,heartbeat,stdout,stderr}
    mkfifo "$job/stdout" "$job/stderr"
    # Held open here, so that the readers end when QEMU has and no sooner.
    exec 7<>"$job/stdout" 8<>"$job/stderr"
    cat "$job/stdout" 7<&- 8<&- &
    readers+=($!)
    cat "$job/stderr" >&2 7<&- 8<&- &
    readers+=($!)
    setpriv --pdeathsig KILL timeout --kill-after=5 "$timeout" setpriv --pdeathsig KILL "${qemu[@]}" >"$out/qemu.log" 2>&1 </dev/null 7<&- 8<&- &
    emulator=$!
    look_for_life "$emulator" 7<&- 8<&- &
    watcher=$!
    wait "$emulator" || status=$?
    emulator=''
    kill "$watcher" 2>/dev/null || true
    wait "$watcher" 2>/dev/null || true
    [[ -e $job/frozen ]] || ((status != 124 && status != 137)) || touch "$job/timeout"
    exec 7<&- 8<&-
    wait "${readers[@]}" || true
}

started=$SECONDS
say "Booting Linux $release: $SHAPE_CPUS CPUs, ${#SHAPE_NODES[@]} node(s), $machine"
run
# Why a guest that died is worth another boot: words for faults that are the emulator's or the kernel's own, nothing for others.
known_fault() {
    local log=$out/kernel.log
    if [[ -e $job/frozen ]]; then
        echo "the emulator stopped executing the guest, without a word from its kernel"
    elif grep -qs 'Oops: int3' "$log"; then
        echo "the emulator tripped over the kernel patching its own code (Oops: int3)"
    elif ! grep -qs 'schedext-vm: ready' "$log"; then
        echo "the kernel did not finish its boot"
    fi
}
# The one that comes by chance, and did twice in a row on a busy host, is worth more of them.
for kept in first second third; do
    [[ ! -e $job/status && ! -e $job/timeout ]] || break
    fault=$(known_fault)
    [[ -n $fault ]] || break
    [[ $kept == first || $fault == *int3* ]] || break
    warn "$fault: booting once more (the $kept kernel log: ${out#"$PWD"/}/kernel.$kept.log)"
    mv "$out/kernel.log" "$out/kernel.$kept.log"
    run
done
if [[ -s $job/status ]]; then
    status=$(<"$job/status")
    note "status $status after $((SECONDS - started)) s; kernel log: ${out#"$PWD"/}/kernel.log"
    exit "$status"
fi
tail -n 25 "$out/kernel.log" >&2 2>/dev/null || true
head -n 5 "$out/qemu.log" >&2 2>/dev/null || true
[[ ! -e $job/timeout ]] || die "the virtual machine was not done after $timeout s (kernel log: $out/kernel.log)" 124
die "the virtual machine failed before the command ended (kernel log: $out/kernel.log)" 125
}
