# figures.tsv of arms.sh to a page: medians over the rounds, with their range, and what each callback costs.
function median(list, count,   i, j, swap, sorted) {
    split(list, sorted, " ")
    for (i = 1; i <= count; i++)
        for (j = i + 1; j <= count; j++)
            if (sorted[j] + 0 < sorted[i] + 0) { swap = sorted[i]; sorted[i] = sorted[j]; sorted[j] = swap }
    least = sorted[1]; most = sorted[count]
    return count % 2 ? sorted[(count + 1) / 2] : (sorted[count / 2] + sorted[count / 2 + 1]) / 2
}
# The kernel keeps 15 letters of a program's name.
function whole(name,   i, all) {
    sub(/^(ai_numa|thin)_/, "", name)
    split("select_cpu enqueue dispatch running stopping cpu_release init_task exit_task", all, " ")
    for (i in all) if (index(all[i], name) == 1) return all[i]
    return name
}
function title(name,   of) {
    if (sub(/_grouped$/, "", name)) return title(name) ", in a cgroup"
    of["default"] = "kernel default"; of["empty_ops"] = "empty ops object (the floor)"; of["thin_callbacks"] = "callbacks with next to nothing in them"
    of["ai_numa_read"] = "ai_numa, statistics read and printed ten times a second"; of["ai_numa_limited"] = "ai_numa, in a cgroup, with a CPU limit on another one"
    return name in of ? of[name] : name
}
function shown(name) { return name == "thin_callbacks" || name == "ai_numa" }
function see(list, name) { if (!((list, name) in seen)) { seen[list, name] = 1; order[list] = order[list] (order[list] == "" ? "" : "\t") name } }
$2 == "trip" { see("arm", $1); see("place", $3); trip[$1, $3] = trip[$1, $3] " " $4; trips_of[$1, $3]++ }
$2 == "program" {
    name = whole($4)
    see("program", name); key = $1 SUBSEP $3 SUBSEP name
    runs[key] = runs[key] " " $5; cost[key] = cost[key] " " $6; runs_of[key]++
}
END {
    arms = split(order["arm"], arm, "\t"); places = split(order["place"], place, "\t"); programs = split(order["program"], program, "\t")
    print "# Instructions of a pipe round trip\n"
    printf "Linux %s, two CPUs in two nodes, in a machine whose time is the instructions that it executed (`./build.sh bench instructions`): medians of %d\n", release, rounds
    printf "rounds of %d round trips each, the range behind them. A round trip is two wake-ups, two switches, and the four system calls. Both processes may run\n", trips
    print "anywhere (\"free\"), both on CPU 0, or one on each CPU. What idle CPUs execute counts too.\n"
    printf "| |"; for (p = 1; p <= places; p++) printf " %s | ratio |", place[p]; print ""
    printf "|---|"; for (p = 1; p <= places; p++) printf "---|---|"; print ""
    for (a = 1; a <= arms; a++) {
        printf "| %s |", title(arm[a])
        for (p = 1; p <= places; p++) {
            value = median(trip[arm[a], place[p]], trips_of[arm[a], place[p]])
            if (arm[a] == "default") base[p] = value
            printf " %.0f (%.0f to %.0f) | %.2f |", value, least, most, value / base[p]
        }
        print ""
    }
    print "\n## By callback\n"
    print "Calls and instructions of one round trip, the latter with what the kernel's counting (`kernel.bpf_stats_enabled`) adds to each call: the same for all,"
    print "so that an empty callback (`running` and `stopping` of the thin ones) tells how much. A dash: not called.\n"
    for (p = 1; p <= places; p++) {
        printf "| %s |", place[p]; for (a = 1; a <= arms; a++) if (shown(arm[a])) printf " %s: calls | instructions | of one call |", arm[a]; print ""
        printf "|---|"; for (a = 1; a <= arms; a++) if (shown(arm[a])) printf "---|---|---|"; print ""
        for (q = 1; q <= programs; q++) {
            line = "| " program[q] " |"; any = 0
            for (a = 1; a <= arms; a++) {
                if (!shown(arm[a])) continue
                key = arm[a] SUBSEP place[p] SUBSEP program[q]
                calls = runs_of[key] ? median(runs[key], runs_of[key]) : 0
                if (calls < 0.01) { line = line " – | – | – |"; continue }
                all = median(cost[key], runs_of[key]); any = 1
                line = line sprintf(" %.2f | %.0f | %.0f |", calls, all, all / calls)
            }
            if (any) print line
        }
        print ""
    }
}
