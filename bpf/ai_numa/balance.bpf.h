/* SPDX-License-Identifier: GPL-2.0-only */
/* Tasks for a CPU from the queues of other LLCs. */
#ifndef AI_NUMA_BALANCE_BPF_H
#define AI_NUMA_BALANCE_BPF_H

#include "clock.bpf.h"

/*
 * For a CPU that has nothing to do: takes a task from another LLC, nearest
 * first. Within a group of equally near ones each CPU begins at another one, so
 * that starving CPUs do not all stand at one queue's lock.
 */
__noinline bool ai_numa_steal(u32 slot, u32 cpu)
{
	bool taken = false;
	u32 k;

	bpf_for(k, 0, nr_near) {
		struct ai_numa_near *at = near_of(slot, k), *from;

		if (!at || !at->length)
			break;
		from = near_of(slot, at->first + (k - at->first + cpu) % at->length);
		if (!from || scx_bpf_dsq_nr_queued(llc_dsq(from->llc)) <= (from->remote ? (s32)steal_threshold : 0))
			continue;
		taken = dsq_move_to_local(llc_dsq(from->llc));
		if (taken)
			break;
	}
	return taken;
}

static __always_inline bool pull_due(const struct ai_numa_counters *me, u64 now)
{
	return nr_near && time_before(me->pull_at, now);
}

/* The weight of the task that is first in an LLC's queue; 0 if there is none. */
static __always_inline u32 first_weight(u32 slot)
{
	struct bpf_iter_scx_dsq it;
	struct task_ctx *tctx;
	struct task_struct *p;
	u32 weight = 0;

	bpf_rcu_read_lock();
	bpf_iter_scx_dsq_new(&it, llc_dsq(slot), 0);
	p = bpf_iter_scx_dsq_next(&it);
	tctx = p ? bpf_task_storage_get(&task_ctxs, p, 0, 0) : NULL;
	if (tctx)
		weight = weight_of(tctx);
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
	return weight;
}

/* Is another LLC's weight per CPU greater than ours by more than what would come over? Then both are closer to each other afterwards. */
static __always_inline bool outweighs(u32 other_slot, const struct ai_numa_llc *other, const struct ai_numa_llc *ours)
{
	u64 theirs = weight_per_cpu(other), mine = weight_per_cpu(ours);

	return theirs > mine && theirs - mine > (u64)first_weight(other_slot) * pull_threshold / (other->nr_online ?: 1);
}

/* Does none of an LLC's CPUs run a task of ours? */
__noinline bool ai_numa_nobody_serves(u32 slot)
{
	struct ai_numa_llc *llc = llc_of(slot);
	u32 i;

	if (!llc)
		return false;
	bpf_for(i, 0, llc->nr_cpus) {
		u32 index = llc->first_cpu + i;
		struct ai_numa_llc_cpu *entry = bpf_map_lookup_elem(&llc_cpus, &index);
		u32 cpu = entry ? entry->cpu : 0;
		struct ai_numa_cpu_state *state = bpf_map_lookup_elem(&cpu_states, &cpu);

		if (state && state->runs != AI_NUMA_RUNS_OTHER)
			return false;
	}
	return true;
}

/*
 * For a CPU that has work: now and then looks at one other LLC, and takes a
 * task if more weight competes there for each CPU than here; it queues here
 * from then on, until its home is no fuller than we are. Or if nobody serves
 * that LLC, since all its CPUs went offline or to real-time tasks.
 */
__noinline bool ai_numa_pull(u32 cpu, u32 slot, u64 now)
{
	struct ai_numa_counters *me = bpf_map_lookup_elem(&counters, &cpu);
	struct ai_numa_llc *llc = llc_of(slot);
	struct ai_numa_near *from;
	struct ai_numa_llc *other;
	bool neglected;

	if (!me || !llc)
		return false;
	me->pull_at = now + pull_interval_ns;
	from = near_of(slot, me->pull_turn++ % nr_near);
	other = from ? llc_of(from->llc) : NULL;
	if (!other || !scx_bpf_dsq_nr_queued(llc_dsq(from->llc)))
		return false;
	neglected = !other->nr_online || (time_before(other->served_at + neglect_ns, now) && ai_numa_nobody_serves(from->llc));
	if (!neglected && !outweighs(from->llc, other, llc))
		return false;
	return dsq_move_to_local(llc_dsq(from->llc));
}

#endif
