/* SPDX-License-Identifier: GPL-2.0-only */
/* Tasks for a CPU from the queues of other LLCs. */
#ifndef AI_NUMA_BALANCE_BPF_H
#define AI_NUMA_BALANCE_BPF_H

#include "clock.bpf.h"

#define GUEST_TRIES 8	/* waiting tasks to look at, at most, for one that is not at home */

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

/* What another LLC has more than we for each CPU. */
static __always_inline u64 excess_of(const struct ai_numa_llc *other, const struct ai_numa_llc *ours)
{
	u64 theirs = weight_per_cpu(other), mine = weight_per_cpu(ours);

	return theirs > mine ? (theirs - mine) * (other->nr_online ?: 1) : 0;
}

/* May a task of that weight come over? Only if both are closer to each other afterwards. */
static __always_inline bool evens_out(u64 weight, u64 excess)
{
	return weight * pull_threshold < excess;
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

/* Takes a task that may come over and is a guest in another LLC, among the first ones that wait there. */
__noinline bool ai_numa_take_guest(u32 slot, u32 cpu, u64 excess)
{
	struct bpf_iter_scx_dsq it;
	bool taken = false;
	u32 k;

	bpf_rcu_read_lock();
	bpf_iter_scx_dsq_new(&it, llc_dsq(slot), 0);
	bpf_for(k, 0, GUEST_TRIES) {
		struct task_struct *p = bpf_iter_scx_dsq_next(&it);
		struct task_ctx *tctx = p ? bpf_task_storage_get(&task_ctxs, p, 0, 0) : NULL;

		if (!p)
			break;
		if (!tctx || !tctx->guest || !evens_out(tctx->weighs, excess) || is_pinned(p) || !bpf_cpumask_test_cpu(cpu, p->cpus_ptr))
			continue;
		taken = dsq_move(&it, p, kval(scx_dsq_id_flags, SCX_DSQ_LOCAL_ON) | cpu);
		if (taken)
			break;
	}
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
	return taken;
}

/*
 * For a CPU that has work: now and then looks at one other LLC, and takes a
 * task if more weight competes there for each CPU than here; it queues here
 * from then on, until its home is no fuller than we are. Or if nobody serves
 * that LLC, since all its CPUs went offline or to real-time tasks. Guests come
 * over first: who is at home there may stay.
 */
__noinline bool ai_numa_pull(u32 cpu, u32 slot, u64 now)
{
	struct ai_numa_counters *me = bpf_map_lookup_elem(&counters, &cpu);
	struct ai_numa_llc *llc = llc_of(slot);
	struct ai_numa_near *from;
	struct ai_numa_llc *other;
	bool neglected;
	u64 excess;

	if (!me || !llc)
		return false;
	me->pull_at = now + pull_interval_ns;
	from = near_of(slot, me->pull_turn++ % nr_near);
	other = from ? llc_of(from->llc) : NULL;
	if (!other || !scx_bpf_dsq_nr_queued(llc_dsq(from->llc)))
		return false;
	neglected = !other->nr_online || (time_before(other->served_at + neglect_ns, now) && ai_numa_nobody_serves(from->llc));
	if (neglected)
		return dsq_move_to_local(llc_dsq(from->llc));
	excess = excess_of(other, llc);
	if (excess && other->guests && ai_numa_take_guest(from->llc, cpu, excess))
		return true;
	return evens_out(first_weight(from->llc), excess) && dsq_move_to_local(llc_dsq(from->llc));
}

#endif
