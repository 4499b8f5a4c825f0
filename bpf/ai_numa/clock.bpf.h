/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fair shares. A task's virtual time is the CPU time it had, scaled by its
 * weight; queues are ordered by the virtual time at which the task will have
 * had one more turn (its deadline), so that who asks for little is served
 * early.
 *
 * Each queue has a clock: about the mean virtual time of the bulk tasks that
 * compete for it. It moves with the service given, divided by all who compete,
 * so it also moves while newcomers, who begin at the clock, keep arriving; a
 * clock that only follows the tasks that run would stand still then, and those
 * who wait further along would starve. Clocks of different queues have nothing
 * to do with each other: what is compared is how far a task is behind its own.
 * A task that was alone owes nothing, and one that slept saves nothing up.
 */
#ifndef AI_NUMA_CLOCK_BPF_H
#define AI_NUMA_CLOCK_BPF_H

#include "limit.bpf.h"

#define JUMP_NS (1ULL << 40)	/* from any place to before all bulk tasks; further than any of them is from its clock */
#define LOAD_EXPECTED (8 * 64)	/* waiting tasks per CPU, in 64ths, that there may be before a task's turn comes */

static __always_inline u64 scale(const struct task_ctx *tctx, u64 ns)
{
	return ns * (100 * WEIGHT_ONE) / weight_of(tctx);
}

/* By its last few bursts, and the one that it is in. */
static __always_inline bool is_latency(const struct task_ctx *tctx)
{
	return tctx->mean_burst < latency_burst_ns && tctx->burst < latency_burst_ns * 2;
}

/*
 * Who competes for an LLC for a while is part of its weight. Who runs for a
 * moment is not: a kernel thread of nice -20 would outweigh eighty others, and
 * be gone before any of them has moved for its sake.
 */
static __always_inline void compete(struct task_ctx *tctx, u32 slot)
{
	weigh_in(tctx, is_latency(tctx) || tctx->burst < slice_min_ns ? AI_NUMA_NO_SLOT : slot);
}

/* Weight per online CPU. */
static __always_inline u64 weight_per_cpu(const struct ai_numa_llc *llc)
{
	return llc->weight / (llc->nr_online ?: 1);
}

/* Waiting tasks per online CPU, in 64ths. */
static __always_inline u64 load_of(u32 slot, const struct ai_numa_llc *llc)
{
	return (u64)scx_bpf_dsq_nr_queued(llc_dsq(slot)) * 64 / (llc->nr_online ?: 1);
}

/* Turns get shorter as queues grow, so that nobody waits much longer for theirs. */
static __always_inline u64 slice_of(u64 load)
{
	u64 slice = slice_sum_ns * 64 / (load + 64);

	if (slice < slice_min_ns)
		return slice_min_ns;
	return slice < slice_max_ns ? slice : slice_max_ns;
}

/* A task's queue: the slot of an LLC, or beyond them all the CPU of a pinned task. */
static __always_inline u32 cpu_queue(u32 cpu)
{
	return nr_llcs + cpu;
}

static __always_inline u64 *clock_of(u32 queue)
{
	struct ai_numa_clock *clock = bpf_map_lookup_elem(&clocks, &queue);

	return clock ? &clock->now : NULL;
}

/* Keeps p's lead or lag when it goes over to another queue's clock. */
static __always_inline void change_clock(struct task_ctx *tctx, u32 queue, u64 now)
{
	const u64 *old;

	if (tctx->queue == queue)
		return;
	old = clock_of(tctx->queue);
	tctx->vtime = old ? tctx->vtime - *old + now : now;
	tctx->queue = queue;
}

/*
 * Who slept comes back a little behind the clock, not as far as it left. Nor far
 * ahead: what a latency task had beyond its share its budget paid for, and it
 * would wait for that once more, for a second, when one burst is long. Who was
 * alone owes no more either. Who competed keeps all its lead: a turn may last
 * much longer than it should, and is paid for.
 */
static __always_inline void stay_near_clock(struct task_ctx *tctx, u64 now, bool slept)
{
	u64 earliest = now - (slept ? slice_max_ns : slice_sum_ns), latest = now + scale(tctx, slice_max_ns) * 2;

	if (time_before(tctx->vtime, earliest))
		tctx->vtime = earliest;
	else if ((slept || tctx->alone) && time_before(latest, tctx->vtime))
		tctx->vtime = latest;
	tctx->alone = false;
}

/* Puts p on a queue's clock. */
static __always_inline void settle(struct task_ctx *tctx, u32 queue, u64 now, bool slept)
{
	if (tctx->fresh) {
		tctx->fresh = false;
		tctx->queue = queue;
		tctx->vtime = now;
	}
	change_clock(tctx, queue, now);
	stay_near_clock(tctx, now, slept);
}

/*
 * How far behind the first of a queue one may wait: the more compete for it, in
 * 64ths of a CPU's, the longer it takes to come from one to the other. Places
 * stay as they are when others come later, so some are counted that are not
 * there yet.
 */
static __always_inline u64 reach_of(u64 load)
{
	return wait_max_ns * 64 / ((load > LOAD_EXPECTED ? load : LOAD_EXPECTED) + 64);
}

/* Where the first of a queue was last. Service to those who come and go moves the clock ahead of all who stay. */
static __always_inline u64 front_of(const struct ai_numa_clock *clock)
{
	u64 earliest = clock->now - slice_sum_ns, front = clock->front;

	if (time_before(front, earliest))
		return earliest;
	return time_before(front, clock->now) ? front : clock->now;
}

/*
 * The deadline of p in a queue: however far ahead it would be by p's little
 * weight, or by what p had before, within reach of who is first.
 */
__noinline u64 ai_numa_deadline(struct task_ctx *tctx __arg_nonnull, u32 queue, u64 load, bool woken)
{
	u64 turn = tctx->mean_burst < slice_max_ns ? tctx->mean_burst : slice_max_ns, deadline, latest;
	const struct ai_numa_clock *clock = bpf_map_lookup_elem(&clocks, &queue);

	if (!clock)
		return 0;
	settle(tctx, queue, clock->now, woken);
	deadline = tctx->vtime + scale(tctx, turn);
	latest = front_of(clock) + reach_of(load);
	return time_before(deadline, latest) ? deadline : latest;
}

/*
 * Books the CPU time that p had on a CPU since the last booking. What a bulk
 * task gets moves the CPU's own clock, and the LLC's if it was that queue's.
 */
static __always_inline void charge(struct task_struct *p, struct task_ctx *tctx, u32 cpu, u64 now)
{
	u64 used = now - tctx->ran_at, vused, shared, online;
	u32 slot = llc_slot_of_cpu(cpu);
	struct ai_numa_llc *llc = llc_of(slot);
	bool latency = is_latency(tctx);
	u64 *clock;
	s64 credit;

	if (!llc || (s64)used < 0)
		return;
	set_weight(p, tctx);
	limit_charge(tctx, used);
	vused = scale(tctx, used);
	tctx->ran_at = now;
	tctx->burst += used;
	tctx->budget -= used;
	if (tctx->budget < -(s64)latency_budget_ns)
		tctx->budget = -(s64)latency_budget_ns;
	tctx->vtime += vused;
	if (!latency) {
		shared = scx_bpf_dsq_nr_queued(llc_dsq(slot));
		online = llc->nr_online ?: 1;
		/* One that waits for several CPUs is a part of a task to each. Rounded down to none, it would wait for ever for those that run tasks of their own queues. */
		clock = clock_of(cpu_queue(cpu));
		if (clock)
			*clock += vused * online / (online * (1 + scx_bpf_dsq_nr_queued(pinned_dsq(cpu))) + shared);
		clock = tctx->queue == slot ? clock_of(slot) : NULL;
		if (clock)
			*clock += vused / (shared + llc->nr_online ?: 1);
	}
	credit = llc->credit + (latency ? -(s64)used : (s64)(used / bulk_share * (100 - bulk_share)));
	if (credit > (s64)latency_credit_ns)
		credit = latency_credit_ns;
	llc->credit = credit > 0 ? credit : 0;
}

/*
 * p was the first of its queue: the clock is not behind it, and not far ahead.
 * A task of little weight was so at a place before its virtual time, since
 * nobody waits too long; the clock must not go there, for it would not come
 * again until all others had.
 */
static __always_inline void follow_first(const struct task_struct *p, const struct task_ctx *tctx)
{
	u64 latest = tctx->vtime + slice_sum_ns, place = p->scx.dsq_vtime;
	u64 earliest = time_before(place, tctx->vtime) ? place : tctx->vtime;
	struct ai_numa_clock *clock = bpf_map_lookup_elem(&clocks, &tctx->queue);

	if (!clock)
		return;
	clock->front = place;
	if (time_before(clock->now, earliest))
		clock->now = earliest;
	else if (time_before(latest, clock->now))
		clock->now = latest;
}

#endif
