/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What waits in the queues at one moment. The host runs this when it wants to
 * know; while it does not, nothing is kept for it: how many wait the kernel
 * knows, and since when each does it notes for its watchdog, in ticks.
 */
#ifndef AI_NUMA_SNAPSHOT_BPF_H
#define AI_NUMA_SNAPSHOT_BPF_H

#include "tables.bpf.h"

#define SNAPSHOT_TASKS 128	/* of one queue: each one looked at takes the queue's lock */

static u64 longest_wait(u64 dsq_id, u32 *seen)
{
	u64 longest = 0, now = bpf_jiffies64();
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;
	u32 i;

	bpf_rcu_read_lock();
	bpf_iter_scx_dsq_new(&it, dsq_id, 0);
	bpf_for(i, 0, SNAPSHOT_TASKS) {
		s64 waited;

		p = bpf_iter_scx_dsq_next(&it);
		if (!p)
			break;
		++*seen;
		waited = now - p->scx.runnable_at;
		if (waited > (s64)longest)
			longest = waited;
	}
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
	return longest;
}

static __always_inline void look_at_queue(u64 dsq_id, u32 queue)
{
	struct ai_numa_queue_state *state = bpf_map_lookup_elem(&queue_states, &queue);
	s32 waiting = scx_bpf_dsq_nr_queued(dsq_id);
	u64 longest = 0;
	u32 seen = 0;

	if (!state)
		return;
	if (waiting > 0)
		longest = longest_wait(dsq_id, &seen);
	state->longest_wait = longest;
	state->waiting = waiting > 0 ? waiting : 0;
	state->seen = seen;
}

SEC("syscall")
s32 ai_numa_look(void *ctx)
{
	u32 slot, cpu;

	bpf_for(slot, 0, nr_llcs)
		look_at_queue(llc_dsq(slot), slot);
	bpf_for(cpu, 0, nr_cpus)
		look_at_queue(pinned_dsq(cpu), nr_llcs + cpu);
	return 0;
}

#endif
