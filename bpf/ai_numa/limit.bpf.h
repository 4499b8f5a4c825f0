/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPU limits (cpu.max). A cgroup with a limit has CPU time left for its period.
 * A turn takes what it is about to need in advance, from the cgroup and from
 * all limited ones above, so that many CPUs cannot spend the same time; what it
 * did not use goes back. Who finds nothing left is parked in a queue of its
 * cgroup, until the sweep has refilled it (ai_numa/sweep.bpf.h). Turns end with
 * the kernel's tick, so some use more than they took: that is a debt, which the
 * next periods pay, so that the share over many periods is exact.
 *
 * Nobody of the root cgroup is ever parked: kernel threads are all there.
 */
#ifndef AI_NUMA_LIMIT_BPF_H
#define AI_NUMA_LIMIT_BPF_H

#include "cgroup.bpf.h"

#define LIMIT_DEPTH 32			/* limited cgroups within each other that are looked at */
#define LIMIT_TURN_MIN_NS 100000

/* The slot of the nearest limited cgroup that p is in; 0 if there is none. */
static __always_inline u32 limit_of(const struct task_ctx *tctx)
{
	struct ai_numa_group *group;

	if (!limiting)
		return 0;
	group = group_of(tctx->group);
	return group ? group->limited : 0;
}

/* The least that is left of any limit above, from slot on. */
__noinline s64 ai_numa_left(u32 slot)
{
	s64 least = (1ULL << 63) - 1;
	u32 i;

	bpf_for(i, 0, LIMIT_DEPTH) {
		struct ai_numa_group *group = slot ? group_of(slot) : NULL;

		if (!group)
			break;
		if (group->left <= 0 && !group->throttled_since)
			group->throttled_since = bpf_ktime_get_ns();
		if (group->left < least)
			least = group->left;
		slot = group->above;
	}
	return least;
}

/* Adds to what is left of all limits from slot on. A debt lasts no longer than a task may wait. */
__noinline u32 ai_numa_give_back(u32 slot, s64 ns)
{
	u32 i;

	bpf_for(i, 0, LIMIT_DEPTH) {
		struct ai_numa_group *group = slot ? group_of(slot) : NULL;
		s64 deepest;

		if (!group)
			break;
		__sync_fetch_and_add(&group->left, ns);
		deepest = group->period ? wait_max_ns / group->period : 0;
		deepest = -(s64)((deepest ?: 1) * group->quota);
		if (group->left < deepest)
			group->left = deepest;
		slot = group->above;
	}
	return slot;
}

/* Has p to wait for the next period? */
static __always_inline bool over_limit(const struct task_ctx *tctx)
{
	u32 slot = limit_of(tctx);

	return slot && ai_numa_left(slot) <= 0;
}

/*
 * The kernel queues a task that exits, or cannot be migrated, without asking us
 * (do_enqueue_task() in kernel/sched/ext.c): it would not be put aside but wait
 * on an idle CPU that nobody wakes. What it uses is a debt.
 */
static __always_inline bool can_park(const struct task_struct *p)
{
	return !(p->flags & PF_EXITING) && (p->nr_cpus_allowed == 1 || !is_pinned(p));
}

/*
 * p's turn begins: takes what it is about to need. If nothing is left, since p
 * had waited in a queue while others of its cgroup ran, the turn ends at once.
 */
static __always_inline void limit_turn(struct task_struct *p, struct task_ctx *tctx, u64 slice)
{
	u32 slot = limit_of(tctx);
	u64 wanted = tctx->mean_burst * 2;
	s64 left;

	if (!slot)
		return;
	left = ai_numa_left(slot);
	if (left <= 0) {
		if (can_park(p))
			kick_cpu(bpf_get_smp_processor_id(), kval(scx_kick_flags, SCX_KICK_PREEMPT));
		return;
	}
	if (left < (s64)slice) {
		slice = left > LIMIT_TURN_MIN_NS ? left : LIMIT_TURN_MIN_NS;
		task_set_slice(p, slice);
	}
	tctx->granted = slice < wanted ? slice : wanted;
	ai_numa_give_back(slot, -(s64)tctx->granted);
}

/* Books what p used of its turn. */
static __always_inline void limit_charge(struct task_ctx *tctx, u64 used)
{
	u32 slot = limit_of(tctx);

	if (slot)
		ai_numa_give_back(slot, (s64)(tctx->granted - used));
	tctx->granted = 0;
}

/*
 * Puts p aside until its cgroup has CPU time again. Not if its CPU is about to
 * go offline, which waits until all its tasks have left it.
 */
static __always_inline bool park(struct task_struct *p, struct task_ctx *tctx, u64 enq_flags)
{
	struct ai_numa_group *group = group_of(tctx->group);
	u32 cpu = scx_bpf_task_cpu(p);
	const struct cpumask *online = llc_online(llc_slot_of_cpu(cpu));

	if (!group || !online || !bpf_cpumask_test_cpu(cpu, online))
		return false;
	tctx->jumps = false;
	tctx->woken_at = 0;
	weigh_in(tctx, AI_NUMA_NO_SLOT);
	uncount(tctx);
	group->parked = 2;
	dsq_insert_vtime(p, parked_dsq(tctx->group), slice_min_ns, now_ns(), enq_flags);
	return true;
}

#endif
