/* SPDX-License-Identifier: GPL-2.0-only */
/* What ai_numa knows: the host's settings and topology, and the state of CPUs and tasks. */
#ifndef AI_NUMA_TABLES_BPF_H
#define AI_NUMA_TABLES_BPF_H

#include "schedext/ops.bpf.h"
#include "schedext/ai_numa.h"

/* Set by the host before load: sizes, and what follows from the watchdog's timeout. */
const volatile u32 nr_nodes = 0;		/* node slots */
const volatile u32 nr_llcs = 0;			/* LLC slots */
const volatile u32 nr_near = 0;			/* entries of each row of near */
const volatile u32 nr_cpus = 0;			/* highest possible CPU + 1 */
const volatile bool idle_by_node = false;	/* the kernel tracks idle CPUs by node */
const volatile u64 slice_sum_ns = 100000000;	/* of all slices of a full queue: it bounds how long a task waits */
const volatile u64 wait_max_ns = 2500000000;	/* about how long a task waits at most, however little its weight */
const volatile u64 settle_ns = 1000000000;	/* who finds no room at home for so long, and nobody named its home, has a new one */
const volatile u64 neglect_ns = 20000000;	/* a queue of which no CPU took notice for so long is anybody's, if none of its CPUs runs our tasks */
const volatile u32 nr_groups = 1;		/* slots for cgroups; those beyond count as their parents */

/* Does the kernel tell of cpu.max? Since 6.17, with CONFIG_EXT_GROUP_SCHED. */
#define limiting_possible bpf_core_field_exists(struct scx_cgroup_init_args, bw_quota_us)

/* Is there a cgroup beside the root, and has one a limit? While not, all that concerns them costs a branch. */
bool grouping;
bool limiting;
u32 groups_end;		/* beyond the highest slot in use */
u32 groups_folded;	/* cgroups that found no slot */

/*
 * Set by the host before attach and, by plain writes to shared memory, while we
 * run: each is read where it is needed, so a change holds from the next
 * decision on. Nobody but the host writes to this page.
 */
#define OPTION SEC(".data.options")

OPTION u64 slice_max_ns = 5000000;
OPTION u64 slice_min_ns = 1000000;
OPTION u64 latency_burst_ns = 4000000;		/* tasks with shorter bursts on average are latency tasks */
OPTION u64 latency_budget_ns = 50000000;
OPTION u64 latency_credit_ns = 100000000;
OPTION u64 pull_interval_ns = 4000000;
OPTION u32 latency_share = 50;			/* percent of a CPU that refills a budget */
OPTION u32 bulk_share = 20;			/* percent of the CPUs that bulk tasks get beside any number of latency tasks */
OPTION u32 pull_threshold = 1;			/* tasks per CPU that another LLC must have more than ours */
OPTION u32 steal_threshold = 0;			/* waiting tasks that a CPU without work leaves to another node */
OPTION u32 home_hinting = 1;			/* 0: hints are not looked at */

/* Raised by the host after each change of a home, or of home_hinting. */
u32 home_generation;
/* Did the host ever name the home of a cgroup? Then tasks that change cgroups are looked at again. */
bool cgroups_have_homes;

#define TABLE(name, value_type)				\
struct {						\
	__uint(type, BPF_MAP_TYPE_ARRAY);		\
	__uint(map_flags, BPF_F_MMAPABLE);		\
	__uint(max_entries, 1);				\
	__type(key, u32);				\
	__type(value, value_type);			\
} name SEC(".maps")

TABLE(cpus, struct ai_numa_cpu);
TABLE(llcs, struct ai_numa_llc);
TABLE(llc_cpus, struct ai_numa_llc_cpu);
TABLE(clocks, struct ai_numa_clock);
TABLE(nodes, struct ai_numa_node);
TABLE(near, struct ai_numa_near);
TABLE(cpu_states, struct ai_numa_cpu_state);
TABLE(counters, struct ai_numa_counters);
TABLE(queue_states, struct ai_numa_queue_state);
TABLE(steals, u64);	/* [from node slot * nr_nodes + to node slot]: tasks that went there */

TABLE(groups, struct ai_numa_group);
TABLE(group_names, struct ai_numa_group_name);

/* The kernel's id of a cgroup to its slot. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, u64);
	__type(value, u32);
} group_slots SEC(".maps");

/* The online CPUs of an LLC and of a node, by slot. */
struct online_mask {
	struct bpf_cpumask __kptr *mask;
};

#define MASKS(name)					\
struct {						\
	__uint(type, BPF_MAP_TYPE_ARRAY);		\
	__uint(max_entries, 1);				\
	__type(key, u32);				\
	__type(value, struct online_mask);		\
} name SEC(".maps")

MASKS(llc_masks);
MASKS(node_masks);

/* Process (tgid) to the slot of its home node. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, u32);
	__type(value, u32);
} home_hints SEC(".maps");

/* The same for processes that the host names by pidfd, whatever pid namespace it is in. Goes with the process. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, u32);
} process_homes SEC(".maps");

/* The same for all below a cgroup, by its id; ids are not used twice. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 16384);
	__type(key, u64);
	__type(value, u32);
} cgroup_homes SEC(".maps");

struct task_ctx {
	u64 vtime;		/* service so far, on the clock of its queue */
	u64 ran_at;		/* charged up to here, ns */
	u64 woken_at;		/* ns; 0 once it ran */
	u64 burst;		/* CPU time since it woke up, ns */
	u64 gave_way_until;	/* of its CPU time of ever, what it gave way for to those that it woke up, ns */
	u64 mean_burst;		/* of the last few wake-ups, ns */
	u64 budget_at;		/* when budget was last refilled, ns */
	s64 budget;		/* CPU time that it may take early, ns */
	u64 granted;		/* of its cgroup's limit, taken in advance for the turn, ns */
	u64 home_cgroups;	/* the css_set for which home was decided */
	u64 home_at;		/* when that was, ns */
	u64 away_since;		/* runs on another node than home, always the same, ns */
	u32 away_on;		/* that node's slot */
	u32 weight;		/* effective, in 64ths of a weight: nice value and cgroups together */
	u32 counted;		/* its part of its cgroup's runnable weight */
	u32 group;		/* the slot of its cgroup */
	u32 queue;		/* the slot of an LLC, or nr_llcs + the CPU of a pinned task */
	u32 home;		/* node slot */
	u32 home_generation;	/* of the hints, when home was decided */
	u32 weighs_in;		/* slot of the LLC whose weight p is part of */
	u32 weighs;
	bool guest;		/* weighs there without being at home */
	bool home_named;	/* by the host, or by p's memory policy */
	bool fresh;		/* has no vtime yet */
	bool alone;		/* nobody waited when its last turn ended */
	bool direct;		/* on its way to an idle CPU, or to its waker's */
	bool jumps;		/* before bulk tasks, until it runs */
	bool waits;		/* its turn like bulk tasks, until it runs: who woke it up has given way often enough */
	bool preempts;		/* on its way to a CPU that it takes from a bulk task */
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_ctx);
} task_ctxs SEC(".maps");

static __always_inline bool time_before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

/* The queue from which the kernel runs tasks on the CPU that we are on. */
#define LOCAL kval(scx_dsq_id_flags, SCX_DSQ_LOCAL)

/* The queue of an LLC, and of the tasks that can run on one CPU only. Both by virtual deadline. */
static __always_inline u64 llc_dsq(u32 llc)
{
	return (1ULL << 32) | llc;
}

static __always_inline u64 pinned_dsq(u32 cpu)
{
	return (2ULL << 32) | cpu;
}

/* Of tasks of a cgroup that used up its limit. */
static __always_inline u64 parked_dsq(u32 group)
{
	return (3ULL << 32) | group;
}

static __always_inline struct ai_numa_group *group_of(u32 slot)
{
	return bpf_map_lookup_elem(&groups, &slot);
}

static __always_inline struct ai_numa_llc *llc_of(u32 slot)
{
	return bpf_map_lookup_elem(&llcs, &slot);
}

/* The k-th nearest other LLC. */
static __always_inline struct ai_numa_near *near_of(u32 slot, u32 k)
{
	u32 index = slot * nr_near + k;

	return bpf_map_lookup_elem(&near, &index);
}

static __always_inline u32 llc_slot_of_cpu(u32 cpu)
{
	struct ai_numa_cpu *entry = bpf_map_lookup_elem(&cpus, &cpu);

	return entry && entry->llc < nr_llcs ? entry->llc : AI_NUMA_NO_SLOT;
}

static __always_inline u32 node_slot_of_cpu(u32 cpu)
{
	struct ai_numa_cpu *entry = bpf_map_lookup_elem(&cpus, &cpu);

	return entry && entry->node < nr_nodes ? entry->node : AI_NUMA_NO_SLOT;
}

static __always_inline const struct cpumask *llc_online(u32 slot)
{
	struct online_mask *entry = bpf_map_lookup_elem(&llc_masks, &slot);

	return entry ? (const struct cpumask *)entry->mask : NULL;
}

static __always_inline const struct cpumask *node_online(u32 slot)
{
	struct online_mask *entry = bpf_map_lookup_elem(&node_masks, &slot);

	return entry ? (const struct cpumask *)entry->mask : NULL;
}

static __always_inline struct task_ctx *task_ctx_of(struct task_struct *p)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, 0);

	if (!tctx)
		scx_error("%s[%d] has no task context", (u64)p->comm, p->pid);
	return tctx;
}

#endif
