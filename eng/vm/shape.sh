# shellcheck shell=bash
# The shape of the guest as QEMU's arguments: CPUs, memory, nodes, distances.
#
#   SHAPE_NODES=("id=0,cpus=0-1,mem=512M" "id=2,cpus=2-3")  SHAPE_DISTANCES=("0:2=30")
#   shape_arguments CPUS MAXCPUS MEGABYTES              fills SHAPE_ARGUMENTS, SHAPE_CPUS and SHAPE_APPEND (for the kernel)
#
# CPUS may be 0: as many as the nodes name. CPUs from CPUS to MAXCPUS - 1 are possible but not present.
#
# Node ids with holes take a trick. QEMU wants every id up to the highest, and Linux numbers nodes in the order in which the firmware
# first names them. So each id that has no CPU gets one that is never plugged in, placed where its turn is: Linux then knows the id and
# never brings the node up. Most kernels take these for nonsense of the firmware's, and all are told how many CPUs are possible.
#
# CPUs that are possible but not present take another: on what it takes for real hardware, Linux no longer believes in them. It does in a
# guest, and VMware's is the one kind of guest that it finds by a serial number and a port that QEMU has anyway.

SHAPE_NODES=()
SHAPE_DISTANCES=()
SHAPE_ARGUMENTS=()
SHAPE_APPEND=''
SHAPE_CPUS=0

# megabytes TEXT: 512M, 2G or plain megabytes, as a number of megabytes.
megabytes() {
    [[ $1 =~ ^([0-9]+)([MmGg]?)$ ]] || usage_error "'$1' is not an amount of memory such as 512M or 2G"
    case ${BASH_REMATCH[2]} in
        [Gg]) echo "$((BASH_REMATCH[1] * 1024))" ;;
        *) echo "${BASH_REMATCH[1]}" ;;
    esac
}

# cpu_list TEXT: "0-2+5" as single numbers, one a line. (A comma ends the field.)
cpu_list() {
    local part
    for part in ${1//+/ }; do
        [[ $part =~ ^([0-9]+)(-([0-9]+))?$ ]] || usage_error "'$1' is not a list of CPUs such as 0-3 or 0-1+4"
        seq "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]:-${BASH_REMATCH[1]}}"
    done
}

# Reads SHAPE_NODES into: ids (ascending), memory[id] (empty: a share of the rest), owner[cpu].
read_nodes() {
    local spec field id cpus mem cpu
    for spec in "${SHAPE_NODES[@]}"; do
        id='' cpus='' mem=''
        for field in ${spec//,/ }; do
            case $field in
                id=*) id=${field#id=} ;;
                cpus=*) cpus=${field#cpus=} ;;
                mem=*) mem=$(megabytes "${field#mem=}") ;;
                *) usage_error "--node $spec: '$field' is none of id=, cpus=, mem=" ;;
            esac
        done
        [[ $id =~ ^([0-9]|[1-9][0-9]|1[01][0-9]|12[0-7])$ ]] || usage_error "--node $spec: it needs an id below 128"
        [[ ! -v memory[$id] ]] || usage_error "node $id is described twice"
        memory[id]=$mem
        for cpu in $(cpu_list "$cpus"); do
            [[ ! -v owner[$cpu] ]] || usage_error "CPU $cpu is in two nodes"
            owner[cpu]=$id
        done
    done
    ids=("${!memory[@]}")
}

# How many cores a socket has: as many as a node, where all nodes hold equally many consecutive ones; else one.
cores_per_socket() {
    local cpu total=$1 count
    count=0
    for ((cpu = 0; cpu < total; cpu++)); do
        [[ ${owner[cpu]} == "${owner[0]}" ]] || break
        count=$((count + 1))
    done
    ((total % count == 0)) || { echo 1; return; }
    for ((cpu = 0; cpu < total; cpu++)); do
        [[ ${owner[cpu]} == "${owner[cpu / count * count]}" ]] || { echo 1; return; }
    done
    echo "$count"
}

shape_arguments() {
    local present=$1 possible=$2 total=$3
    local ids=() memory=() owner=() cpu cores last seats=() plugged=() seen=()
    ((${#SHAPE_NODES[@]} > 0)) || SHAPE_NODES=("id=0,cpus=0-$((present - 1))")
    read_nodes
    ((present > 0)) || present=${#owner[@]}
    ((possible >= present)) || possible=$present
    last=${ids[-1]}
    for ((cpu = 0; cpu < possible; cpu++)); do
        if [[ ! -v owner[$cpu] ]]; then
            ((cpu >= present)) || usage_error "CPU $cpu is in no node"
            owner[cpu]=${owner[present - 1]}
        fi
    done
    ((${#owner[@]} == possible)) || usage_error "a node names a CPU beyond the $possible there are"
    [[ ${owner[0]} == 0 ]] || usage_error "CPU 0 must be in node 0: Linux gives the boot CPU's node the number 0"
    cores=$(cores_per_socket "$possible")

    # seats: QEMU's CPUs in order, as node ids; plugged: which of them are there.
    for ((cpu = 0; cpu < possible; cpu++)); do
        fill_holes "${owner[cpu]}"
        seen[owner[cpu]]=1
        plugged[${#seats[@]}]=$((cpu < present))
        seats+=("${owner[cpu]}")
    done
    fill_holes "$last"
    ((possible == present || possible == ${#seats[@]})) || usage_error "--maxcpus does not go together with nodes without CPUs, or ids with holes"

    # shellcheck disable=SC2034 # for whoever asked
    SHAPE_CPUS=$present
    # shellcheck disable=SC2034 # for whoever asked
    SHAPE_APPEND=possible_cpus=$possible
    SHAPE_ARGUMENTS=()
    cpu_arguments "$((possible > present))"
    memory_arguments "$total"
    distance_arguments
}

# Seats for the ids below $1 that have had none so far.
fill_holes() {
    local hole core
    for ((hole = 0; hole < $1; hole++)); do
        [[ ! -v seen[$hole] ]] || continue
        seen[hole]=1
        for ((core = 0; core < cores; core++)); do
            plugged[${#seats[@]}]=0
            seats+=("$hole")
        done
    done
}

# The CPUs up to the first missing one are QEMU's own; later ones are plugged in one by one.
cpu_arguments() {
    local seat first=0
    if (($1)); then
        SHAPE_ARGUMENTS+=(-cpu "max,-hypervisor" -smbios "type=1,serial=VMware-0")
    else
        SHAPE_ARGUMENTS+=(-cpu max)
    fi
    while [[ ${plugged[first]:-0} == 1 ]]; do first=$((first + 1)); done
    SHAPE_ARGUMENTS+=(-smp "$first,maxcpus=${#seats[@]},sockets=$((${#seats[@]} / cores)),cores=$cores,threads=1")
    for ((seat = first; seat < ${#seats[@]}; seat++)); do
        [[ ${plugged[seat]} == 0 ]] ||
            SHAPE_ARGUMENTS+=(-device "max-x86_64-cpu,socket-id=$((seat / cores)),core-id=$((seat % cores)),thread-id=0")
    done
}

memory_arguments() {
    local rest=$1 open=0 id size node seat
    for id in "${ids[@]}"; do
        if [[ -n ${memory[id]} ]]; then rest=$((rest - memory[id])); else open=$((open + 1)); fi
    done
    ((rest >= open * 32)) || usage_error "$1 MB of memory are too few for these nodes"
    total=$1
    ((open > 0)) || total=$((total - rest))
    for ((id = 0; id <= last; id++)); do
        node=node,nodeid=$id
        for seat in "${!seats[@]}"; do
            [[ ${seats[seat]} != "$id" ]] || node+=",cpus=$seat"
        done
        if [[ -v memory[$id] ]]; then
            size=${memory[id]}
            if [[ -z $size ]]; then
                size=$((rest / open / 2 * 2))
                rest=$((rest - size))
                open=$((open - 1))
                ((open > 0)) || { total=$((total - rest)); rest=0; }
            fi
            if ((size > 0)); then
                SHAPE_ARGUMENTS+=(-object "memory-backend-ram,id=memory$id,size=${size}M")
                node+=",memdev=memory$id"
            fi
        fi
        SHAPE_ARGUMENTS+=(-numa "$node")
    done
    SHAPE_ARGUMENTS+=(-m "${total}M")
}

distance_arguments() {
    local spec from to
    local -A distance=()
    ((${#SHAPE_DISTANCES[@]} > 0)) || return 0
    for spec in "${SHAPE_DISTANCES[@]}"; do
        [[ $spec =~ ^([0-9]+):([0-9]+)=([0-9]+)$ ]] || usage_error "--distance $spec: it reads FROM:TO=DISTANCE, such as 0:2=30"
        for from in "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"; do
            [[ -v memory[$from] ]] || usage_error "--distance $spec: there is no node $from"
        done
        ((BASH_REMATCH[3] > 10 && BASH_REMATCH[3] < 255)) || usage_error "--distance $spec: a distance between nodes is 11 to 254"
        distance[${BASH_REMATCH[1]}:${BASH_REMATCH[2]}]=${BASH_REMATCH[3]}
    done
    # QEMU wants them all, or none.
    for ((from = 0; from <= last; from++)); do
        for ((to = 0; to <= last; to++)); do
            ((from != to)) || continue
            SHAPE_ARGUMENTS+=(-numa "dist,src=$from,dst=$to,val=${distance[$from:$to]:-${distance[$to:$from]:-20}}")
        done
    done
}
