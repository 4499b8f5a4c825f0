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
static __always_inline bool steal(u32 slot, u32 cpu)
{
	u32 k;

	bpf_for(k, 0, nr_near) {
		struct ai_numa_near *at = near_of(slot, k), *from;

		if (!at || !at->length)
			return false;
		from = near_of(slot, at->first + (k - at->first + cpu) % at->length);
		if (!from || scx_bpf_dsq_nr_queued(llc_dsq(from->llc)) <= (from->remote ? (s32)steal_threshold : 0))
			continue;
		if (dsq_move_to_local(llc_dsq(from->llc)))
			return true;
	}
	return false;
}

static __always_inline bool pull_due(const struct ai_numa_counters *me, u64 now)
{
	return nr_near && time_before(me->pull_at, now);
}

/*
 * For a CPU that has work: now and then looks at one other LLC, and takes a
 * task if many more wait there for each CPU than here; it queues here from then
 * on, until its home is no fuller than we are. Or if nobody serves that LLC,
 * since all its CPUs went offline or to real-time tasks.
 */
static __always_inline bool pull(struct ai_numa_counters *me, u32 slot, const struct ai_numa_llc *llc, u64 now)
{
	struct ai_numa_near *from;
	struct ai_numa_llc *other;
	bool neglected;

	me->pull_at = now + pull_interval_ns;
	from = near_of(slot, me->pull_turn++ % nr_near);
	other = from ? llc_of(from->llc) : NULL;
	if (!other || !scx_bpf_dsq_nr_queued(llc_dsq(from->llc)))
		return false;
	neglected = !other->nr_online || time_before(other->served_at + neglect_ns, now);
	if (!neglected && load_of(from->llc, other) <= load_of(slot, llc) + pull_threshold * 64)
		return false;
	return dsq_move_to_local(llc_dsq(from->llc));
}

#endif
