/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What ai_numa and its host share: the layout of its tables. The C# side
 * mirrors each struct under src/SchedExt.Bpf/AiNuma, and a test compares both.
 *
 * A "slot" is a dense index in ascending id order: over the nodes that have
 * CPUs, since node ids may be sparse and nobody would drain a queue of a node
 * without CPUs; and over the last-level caches, those of one node adjacent. A
 * cache that spans nodes counts once in each of them, a large one as several;
 * a node of whose caches nothing is known has one.
 */
#ifndef SCHEDEXT_AI_NUMA_H
#define SCHEDEXT_AI_NUMA_H

#define AI_NUMA_NO_SLOT 0xffffffffU

/* Buckets of a wake-up latency histogram: bucket b counts waits below 2^b us, the last one all longer ones. */
#define AI_NUMA_BUCKETS 20

/* cpus[cpu]: where a CPU is, or AI_NUMA_NO_SLOT in both. Written by the host, and by cpu_online for what the host cannot know. */
struct ai_numa_cpu {
	u32 llc;
	u32 node;
};

/* llc_cpus[i]: the CPUs, those of one LLC adjacent. Written by the host. */
struct ai_numa_llc_cpu {
	u32 cpu;
	u32 unused;	/* array maps round values up to 8 bytes */
};

/* llcs[llc]: what seldom changes in one cache line, what each turn changes in another. */
struct ai_numa_llc {
	u32 node;	/* node slot. The host writes this and the next two. */
	u32 first_cpu;	/* index into llc_cpus */
	u32 nr_cpus;
	u32 nr_online;	/* ours, as is all that follows */
	u64 unused[6];
	s64 credit;	/* CPU time that latency tasks may take from bulk tasks here, ns */
	u64 served_at;	/* when a CPU last chose what to run, or the first task came, ns */
	u64 weight;	/* in 64ths, of the bulk tasks that wait or run here, from when they had a CPU for a moment until they sleep */
	u64 guests;	/* the part of it whose home is elsewhere */
	u64 unused2[4];
} __attribute__((aligned(64)));

/* clocks[queue]: virtual time of an LLC's queue, or of the queue of CPU (queue - nr_llcs); ns of a task of weight 100. */
struct ai_numa_clock {
	u64 now;
	u64 front;	/* the place of who was last the first of the queue */
	u64 unused[6];
} __attribute__((aligned(64)));

/* nodes[node]. Written by the host. */
struct ai_numa_node {
	u32 id;		/* the kernel's */
	u32 first_llc;
	u32 nr_llcs;
	u32 unused;
};

/*
 * near[llc * nr_near + k]: the k-th nearest other LLC: those of the same node,
 * then those of other nodes by distance. LLCs at one distance form a group, so
 * that CPUs can begin at different members of it: [first, first + length) are
 * its positions. Written by the host.
 */
struct ai_numa_near {
	u16 llc;
	u16 first;
	u16 length;
	u16 remote;	/* on another node */
};

/* cpu_states[cpu]: what other CPUs ask before they take a CPU away from its task. */
struct ai_numa_cpu_state {
	u64 claimed_until;	/* a woken task is on its way there; in vain after this time, ns */
	u32 runs;		/* enum ai_numa_runs */
	u32 unused;
	u64 unwanted_at;	/* nobody else waited for this CPU, ns */
	u64 unused2[5];
} __attribute__((aligned(64)));

/* queue_states[queue], as in clocks: what a queue held when the host last asked. Written by the program that it runs for that. */
struct ai_numa_queue_state {
	u64 longest_wait;	/* how long the task has waited that waits longest, in the kernel's ticks */
	u32 waiting;		/* tasks */
	u32 seen;		/* how many of them were looked at for that: the first ones */
};

enum ai_numa_runs {
	AI_NUMA_RUNS_OTHER = 0,		/* nothing, or a task of another class */
	AI_NUMA_RUNS_BULK = 1,
	AI_NUMA_RUNS_LATENCY = 2,
};

/* counters[cpu]: written by that CPU alone, read by anyone. */
struct ai_numa_counters {
	u64 local;		/* runs that began on an idle CPU, past every queue */
	u64 queue;		/* tasks taken from the queue of the CPU's LLC */
	u64 pinned;		/* tasks taken from the CPU's queue of pinned tasks */
	u64 preempt;		/* runs of woken tasks that took the CPU from a bulk task */
	u64 llc_steal;		/* tasks of another LLC of the node */
	u64 steal;		/* tasks of another node */
	u64 home;		/* runs on the task's home node */
	u64 away;		/* runs elsewhere */
	u64 exhausted;		/* wake-ups of a latency task whose budget was used up */
	u64 pull_at;		/* when another LLC's load is next looked at, ns: not a counter */
	u64 pull_turn;		/* whose: not a counter */
	u64 pinned_at;		/* when the queue of pinned tasks had a turn, ns: not a counter */
	u64 unused[4];
	u64 latency_wait[AI_NUMA_BUCKETS];	/* wake-ups of latency tasks, by the time until they ran */
	u64 bulk_wait[AI_NUMA_BUCKETS];
} __attribute__((aligned(64)));

/*
 * groups[slot]: a cgroup of the CPU controller; slot 0 is the root, and a
 * parent's slot is below its children's. One line a kind of writer: the sweep,
 * tasks that wake up or sleep, tasks that run within a limit.
 */
struct ai_numa_group {
	u64 id;			/* the kernel's; 0 if the slot is free */
	u64 share;		/* of all CPUs, in 2^-32ths, as of the last sweep */
	u64 own;		/* weights of its runnable tasks, a mean over some sweeps, in 16ths */
	u64 children;		/* weights of its active children */
	u64 children_next;	/* the same, while a sweep sums them up */
	u32 parent;
	u32 weight;		/* cpu.weight */
	u32 factor;		/* from a task's own weight to its effective one, in 1024ths */
	u32 limited;		/* the nearest group with a limit, itself or above; 0 if none */
	u32 above;		/* the nearest one that is not itself */
	u32 idle;		/* sweeps since a task was last runnable */
	s64 runnable;		/* weights of its runnable tasks now */
	u32 touched;		/* a task was runnable since the last sweep */
	u32 active;		/* part of the time in which a task is runnable, a mean over some sweeps, in 256ths */
	u64 active_since;	/* ns; 0 while no task is runnable */
	u64 active_ns;		/* with a runnable task since the last sweep, up to active_since */
	u32 active_children;	/* the greatest such part of its children's, while a sweep goes up */
	u32 unused[7];
	s64 left;		/* CPU time until the next period; negative: in debt, ns */
	u64 quota;		/* a period, ns; 0 without a limit */
	u64 period;		/* ns */
	u64 burst;		/* what may be saved up beside the quota, ns */
	u64 refill_at;		/* ns */
	u64 periods;		/* that ended */
	u64 throttled_periods;	/* in which a task had to wait */
	u64 throttled_ns;	/* for how long tasks had to wait, in all */
	u64 throttled_since;	/* ns; 0 while none waits */
	u32 parked;		/* tasks may be parked in its queue */
	u32 unused2;
	u64 unused3[6];
} __attribute__((aligned(64)));

#define AI_NUMA_NAME 128

/* group_names[slot]: the last part of the cgroup's path. */
struct ai_numa_group_name {
	u8 text[AI_NUMA_NAME];
};

#endif
