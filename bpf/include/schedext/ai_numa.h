/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What ai_numa and its host share: the layout of its tables. The C# side
 * mirrors each struct under src/SchedExt.Bpf/AiNuma, and a test compares both.
 *
 * A "slot" is a dense index, 0 .. nr_nodes-1, over the nodes that have CPUs, in
 * ascending id order: node ids may be sparse, and no queue is made for a node
 * that nobody would drain.
 */
#ifndef SCHEDEXT_AI_NUMA_H
#define SCHEDEXT_AI_NUMA_H

#define AI_NUMA_NO_SLOT 0xffffffffU

/* cpu_nodes[cpu]: the node slot of a CPU, or AI_NUMA_NO_SLOT. Written by the host. */
struct ai_numa_cpu_node {
	u32 slot;
	u32 unused;	/* array maps round values up to 8 bytes */
};

/* nodes[slot]: the kernel's node id. Written by the host. */
struct ai_numa_node {
	u32 id;
	u32 unused;
};

/*
 * steal_order[slot * nr_nodes + k]: the k-th nearest node of slot, itself left
 * out. Nodes at one distance form a group, so that CPUs can begin at different
 * members of it: [first, first + length) are its positions. Written by the host.
 */
struct ai_numa_steal {
	u16 slot;
	u16 first;
	u16 length;
	u16 unused;
};

/* cpu_slots[cpu]: a cache line each, written by that CPU alone, read by anyone. */
struct ai_numa_cpu_slot {
	u64 local;	/* runs that began on an idle CPU, past every queue */
	u64 queue;	/* tasks taken from the node's own queue */
	u64 steal;	/* tasks taken from another node's queue */
	u64 pinned;	/* tasks taken from the CPU's queue of pinned tasks */
	u64 visit_at;	/* when remote queues are next visited whatever waits here, ns */
	u32 visit_turn;	/* which of them comes first then */
	u32 node_first;	/* whose turn it is: the node's queue or the pinned one */
	u64 unused[2];
} __attribute__((aligned(64)));

#endif
