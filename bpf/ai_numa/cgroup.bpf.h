/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Effective weights. Under cpu.weight a cgroup and its parent's own tasks share
 * what the parent has by their weights, on every level. Here the tree is made
 * flat: what a task may have of the machine is the product of its shares on
 * each level, and that share, times the weights of all runnable tasks, is its
 * effective weight: the mean over all tasks is that of their nice values, and
 * without cgroups it is just that.
 *
 * Tasks count themselves in and out of their own cgroup, no more; from these
 * sums a timer works out each cgroup's factor, every 40 ms, in two walks over
 * an array (ai_numa/sweep.bpf.h). So nothing walks the tree at a wake-up, and
 * the tree has a single writer. A cgroup competes with its weight for the part
 * of the time in which it has a runnable task: what one that mostly sleeps, or
 * waits for its limit, does not use is its siblings'. It stays known for some
 * sweeps after its last task slept.
 */
#ifndef AI_NUMA_CGROUP_BPF_H
#define AI_NUMA_CGROUP_BPF_H

#include "tables.bpf.h"

#define WEIGHT_ONE 64	/* units of effective weight in one of a nice value's, so that small parts of one count */
#define FACTOR_ONE 1024
#define WEIGHT_MAX (WEIGHT_ONE * 1000000)
#define SHARE_ONE (1ULL << 32)
#define IDLE_SWEEPS 4	/* after so many without a task a cgroup no longer counts */

/* The slot of a cgroup by the kernel's id. What has none is the root's. */
static __always_inline u32 slot_of_cgroup(struct cgroup *cgrp)
{
	u64 id = cgrp ? BPF_CORE_READ(cgrp, kn, id) : 0;
	u32 *slot = bpf_map_lookup_elem(&group_slots, &id);

	return slot ? *slot : 0;
}

/* The last task of a cgroup is no longer runnable. Two CPUs may disagree for a moment about who was last; the next sweep sees to that. */
static __always_inline void rest(struct ai_numa_group *group)
{
	u64 since = group->active_since, now = bpf_ktime_get_ns();

	group->active_since = 0;
	if (since && since < now)
		__sync_fetch_and_add(&group->active_ns, now - since);
}

/* p is no longer runnable, or no longer in its cgroup. */
static __always_inline void uncount(struct task_ctx *tctx)
{
	struct ai_numa_group *group;

	if (!tctx->counted)
		return;
	group = group_of(tctx->group);
	if (group && __sync_fetch_and_add(&group->runnable, -(s64)tctx->counted) == tctx->counted)
		rest(group);
	tctx->counted = 0;
}

static __always_inline void count_in_group(struct task_ctx *tctx, u32 own)
{
	struct ai_numa_group *group = group_of(tctx->group);
	u64 weight;

	if (!group)
		return;
	if (tctx->counted != own) {
		if (!__sync_fetch_and_add(&group->runnable, (s64)own - tctx->counted))
			group->active_since = bpf_ktime_get_ns();
		tctx->counted = own;
	}
	if (!group->touched)
		group->touched = 1;
	weight = (u64)own * group->factor * WEIGHT_ONE / FACTOR_ONE;
	tctx->weight = weight > WEIGHT_MAX ? WEIGHT_MAX : weight ?: 1;
}

/* A task's effective weight, in units of WEIGHT_ONE. */
static __always_inline u32 weight_of(const struct task_ctx *tctx)
{
	return tctx->weight ?: 1;
}

/* Takes over p's weight as it is now: p is runnable. */
static __always_inline void set_weight(const struct task_struct *p, struct task_ctx *tctx)
{
	u32 own = p->scx.weight ?: 1;

	if (grouping)
		count_in_group(tctx, own);
	else
		tctx->weight = own * WEIGHT_ONE;
}

static __always_inline void add_weight(struct ai_numa_llc *llc, s64 weight, bool guest)
{
	__sync_fetch_and_add(&llc->weight, weight);
	if (guest)
		__sync_fetch_and_add(&llc->guests, weight);
}

/* Makes a task part of the weight of an LLC, and of no other; or of none. */
static __always_inline void weigh_in(struct task_ctx *tctx, u32 slot)
{
	struct ai_numa_llc *llc = llc_of(slot);
	u32 weight = llc ? weight_of(tctx) : 0;
	bool guest = llc && tctx->home < nr_nodes && tctx->home != llc->node;

	if (tctx->weighs == weight && (!weight || (tctx->weighs_in == slot && tctx->guest == guest)))
		return;
	if (llc)
		add_weight(llc, weight, guest);
	llc = llc_of(tctx->weighs_in);
	if (llc && tctx->weighs)
		add_weight(llc, -(s64)tctx->weighs, tctx->guest);
	tctx->weighs = weight;
	tctx->weighs_in = slot;
	tctx->guest = guest;
}

#endif
