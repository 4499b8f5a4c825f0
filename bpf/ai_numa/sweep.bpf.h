/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cgroups: how they come and go, and the timer that looks after them. It
 * starts with the first one beside the root. It alone works out the shares that
 * tasks then use (ai_numa/cgroup.bpf.h), refills limits, and lets parked tasks
 * go on (ai_numa/limit.bpf.h).
 */
#ifndef AI_NUMA_SWEEP_BPF_H
#define AI_NUMA_SWEEP_BPF_H

#include "home.bpf.h"

#define SHARES_NS 40000000	/* between two looks at the shares */
#define LIMITS_NS 10000000	/* at most, between two looks at the limits */
#define SOON_NS 500000		/* at least, between two looks at anything */
#define ACTIVE_ONE 256
#define NO_LIMIT_US (1ULL << 40)	/* the kernel says "max" with a larger number */

struct sweep_timer {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct sweep_timer);
} sweep_timers SEC(".maps");

bool sweeping;		/* the timer was started */
u64 shares_at;		/* when the shares are due */
u64 shares_seen_at;	/* when they were looked at last */

/* ---- shares ---- */

/* How much of the time since the last sweep a cgroup had runnable tasks. One that is new, or was away for long, is taken to stay. */
static __always_inline void learn_activity(struct ai_numa_group *group, u64 now, u64 elapsed)
{
	u64 since = group->active_since, active = group->active_ns;

	__sync_fetch_and_sub(&group->active_ns, active);
	if (group->runnable > 0) {
		active += since && since < now ? now - since : elapsed;
		group->active_since = now;
	}
	if (active > elapsed)
		active = elapsed;
	group->active = group->own ? (group->active * 7 + active * ACTIVE_ONE / elapsed) / 8 : ACTIVE_ONE;
}

/*
 * How many tasks a cgroup has when it has any, on average; the root, at any
 * time, as one of its kernel threads may outweigh all cgroups for a moment.
 * Tasks that come and go between two looks count as one.
 */
static __always_inline void learn_demand(struct ai_numa_group *group, bool root)
{
	s64 runnable = group->runnable > 0 ? group->runnable : 0;

	if (runnable || root)
		group->own = group->own ? (group->own * 3 + runnable * 16) / 4 : runnable * 16;
	else if (group->touched && !group->own)
		group->own = 100 * 16;
	if (runnable || group->touched) {
		group->idle = 0;
		if (group->own < 16)
			group->own = 16;
	} else if (group->idle++ >= IDLE_SWEEPS) {
		group->own = 0;
	}
	group->touched = 0;
}

/* One step up the tree: who is active, and what competes in its parent. Returns the weights of the cgroup's own tasks. */
__noinline u64 ai_numa_sum_up(u32 slot, u64 now, u64 elapsed)
{
	struct ai_numa_group *group = group_of(slot), *parent;
	u32 active;

	if (!group || !group->id || !elapsed)
		return 0;
	learn_activity(group, now, elapsed);
	learn_demand(group, !slot);
	group->children = group->children_next;
	group->children_next = 0;
	active = group->own && group->active > group->active_children ? group->active : group->active_children;
	group->active_children = 0;
	parent = slot ? group_of(group->parent) : NULL;
	if (parent && (group->own || group->children)) {
		parent->children_next += (u64)group->weight * active / ACTIVE_ONE;
		if (parent->active_children < active)
			parent->active_children = active;
	}
	return group->own / 16 * (slot ? group->active : ACTIVE_ONE) / ACTIVE_ONE;
}

static __always_inline u64 share_below(const struct ai_numa_group *parent, const struct ai_numa_group *group)
{
	u64 sum = parent->own / 16 + parent->children;

	/* As if it were active: it may be a moment later. */
	if (sum < group->weight)
		sum = group->weight;
	return parent->share * group->weight / sum;
}

/* One step down the tree: what a cgroup may have, and so what its tasks weigh. */
__noinline u64 ai_numa_share_out(u32 slot, u64 all)
{
	struct ai_numa_group *group = group_of(slot), *parent;
	u64 sum, factor;

	if (!group || !group->id)
		return 0;
	parent = slot ? group_of(group->parent) : NULL;
	group->share = parent ? share_below(parent, group) : SHARE_ONE;
	sum = group->own / 16 ?: 100;
	factor = (group->share * (all ?: 100) >> 22) / (sum + group->children);
	group->factor = factor > (1U << 30) ? 1U << 30 : factor ?: 1;
	return group->factor;
}

/* Parents have lower slots: up from the last, then down from the first. */
static __always_inline void look_at_shares(u32 end, u64 now)
{
	u64 all = 0, elapsed = now - shares_seen_at;
	u32 i;

	shares_seen_at = now;
	bpf_for(i, 0, end)
		all += ai_numa_sum_up(end - 1 - i, now, elapsed);
	bpf_for(i, 0, end)
		ai_numa_share_out(i, all);
}

/* ---- limits ---- */

/* Returns when a cgroup's limit is to be refilled next; 0 if it has none. */
__noinline u64 ai_numa_refill(u32 slot, u64 now)
{
	struct ai_numa_group *group = group_of(slot);
	u64 periods, gain, most;
	s64 left;

	if (!group || !group->id || !group->quota || !group->period)
		return 0;
	if (time_before(now, group->refill_at))
		return group->refill_at;
	periods = (now - group->refill_at) / group->period + 1;
	group->refill_at += periods * group->period;
	group->periods += periods;
	/* Several are due if the timer came late: who waited gets them all. */
	left = group->left;
	periods = periods < 16 ? periods : 16;
	gain = periods * group->quota;
	most = group->burst + (left <= 0 ? gain : group->quota);
	if (left > (s64)(most - gain))
		gain = left < (s64)most ? most - left : 0;
	__sync_fetch_and_add(&group->left, (s64)gain);
	if (group->throttled_since) {
		group->throttled_periods++;
		group->throttled_ns += now - group->throttled_since;
		group->throttled_since = group->left > 0 ? 0 : now;
	}
	return group->refill_at;
}

/* Functions of their own, or 6.12's verifier would follow each path through them once for each path through the loop around them. */
__noinline u64 ai_numa_load(u32 slot)
{
	struct ai_numa_llc *llc = llc_of(slot);
	u64 load;

	if (!llc)
		return 0;
	load = load_of(slot, llc);
	if (!load)
		llc->served_at = now_ns();
	return load;
}

__noinline u64 ai_numa_unparked_slice(u64 load)
{
	return slice_of(load);
}

/* Where a parked task goes on, and how early: where it was, and home from there. It weighs there from the end of its next turn on: only who has its run queue locked may change that. */
static __always_inline bool unpark(struct bpf_iter_scx_dsq *it, struct task_struct *p)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, 0);
	u32 cpu = scx_bpf_task_cpu(p), slot = llc_slot_of_cpu(cpu);
	const struct cpumask *online = llc_online(slot);
	bool pinned = is_pinned(p);
	u64 load, place;

	if (!tctx || slot == AI_NUMA_NO_SLOT || !online)
		return false;
	/* A CPU that is about to go offline dispatches no more. */
	if (pinned && !bpf_cpumask_test_cpu(cpu, online))
		return dsq_move(it, p, kval(scx_dsq_id_flags, SCX_DSQ_LOCAL_ON) | cpu);
	load = ai_numa_load(slot);
	place = ai_numa_deadline(tctx, pinned ? cpu_queue(cpu) : slot, load, true);
	if (!dsq_move_vtime(it, p, pinned ? pinned_dsq(cpu) : llc_dsq(slot), ai_numa_unparked_slice(load), place))
		return false;
	if (!pinned) {
		s32 idle = pick_idle_near(p->cpus_ptr, node_slot_of_cpu(cpu), 0);

		if (idle >= 0)
			cpu = idle;
	}
	kick_cpu(cpu, kval(scx_kick_flags, SCX_KICK_IDLE));
	return true;
}

static __always_inline void unpark_all(u32 slot)
{
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;

	bpf_rcu_read_lock();
	bpf_iter_scx_dsq_new(&it, parked_dsq(slot), 0);
	while ((p = bpf_iter_scx_dsq_next(&it)))
		unpark(&it, p);
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
}

/* May tasks that are parked for this cgroup go on? */
__noinline u32 ai_numa_may_unpark(u32 slot)
{
	struct ai_numa_group *group = group_of(slot);
	u32 parked = group ? group->parked : 0;

	if (!group || !parked)
		return false;
	/* It is raised before a task is there, maybe at this moment: look once more after the queue was found empty. */
	if (!scx_bpf_dsq_nr_queued(parked_dsq(slot))) {
		__sync_val_compare_and_swap(&group->parked, parked, parked - 1);
		return false;
	}
	return !group->limited || ai_numa_left(group->limited) > 0;
}

/* Returns when limits are to be looked at next. */
static __always_inline u64 look_at_limits(u32 end, u64 now)
{
	u64 next = now + LIMITS_NS;
	u32 slot;

	bpf_for(slot, 1, end) {
		u64 at = ai_numa_refill(slot, now);

		if (at && time_before(at, next))
			next = at;
	}
	bpf_for(slot, 1, end) {
		if (ai_numa_may_unpark(slot))
			unpark_all(slot);
	}
	return next;
}

static int sweep(void *map, int *key, struct bpf_timer *timer)
{
	u64 now = bpf_ktime_get_ns(), next = now + SHARES_NS;
	u32 end = groups_end < nr_groups ? groups_end : nr_groups;

	if (!time_before(now, shares_at)) {
		shares_at = now + SHARES_NS;
		look_at_shares(end, now);
	}
	if (limiting)
		next = look_at_limits(end, now);
	if (time_before(shares_at, next))
		next = shares_at;
	next = time_before(next, now + SOON_NS) ? SOON_NS : next - now;
	bpf_timer_start(timer, next, 0);
	return 0;
}

static __always_inline void start_sweeping(void)
{
	u32 key = 0;
	struct sweep_timer *timer = bpf_map_lookup_elem(&sweep_timers, &key);

	if (!timer || sweeping)
		return;
	sweeping = true;
	bpf_timer_init(&timer->timer, &sweep_timers, CLOCK_MONOTONIC);
	bpf_timer_set_callback(&timer->timer, sweep);
	bpf_timer_start(&timer->timer, SOON_NS, 0);
}

/* ---- cgroups come, change and go; all under the kernel's cgroup lock ---- */

/* A free slot above the parent's, so that one walk over the array meets parents first. 0 if there is none. */
static __always_inline u32 free_slot(u32 parent)
{
	u32 slot, found = 0;

	bpf_for(slot, parent + 1, nr_groups) {
		struct ai_numa_group *group = group_of(slot);

		if (group && !group->id) {
			found = slot;
			break;
		}
	}
	return found;
}

/* Which limits concern a cgroup, once its parent knows. */
__noinline u32 ai_numa_link_limit(u32 slot)
{
	struct ai_numa_group *group = group_of(slot), *parent = group ? group_of(group->parent) : NULL;

	if (!group || !parent || !group->id)
		return 0;
	group->above = parent->limited;
	group->limited = group->quota ? slot : parent->limited;
	return group->limited;
}

static __always_inline void link_limits(void)
{
	u32 slot;

	bpf_for(slot, 1, groups_end)
		ai_numa_link_limit(slot);
}

static __always_inline void set_limit(struct ai_numa_group *group, u64 period_us, u64 quota_us, u64 burst_us)
{
	bool limited = period_us && quota_us && quota_us < NO_LIMIT_US;
	u64 now = bpf_ktime_get_ns();

	/* Nobody waits longer than the watchdog allows: the same share of a shorter period. */
	if (limited && period_us > wait_max_ns / 1000) {
		quota_us = quota_us * (wait_max_ns / 1000) / period_us ?: 1;
		period_us = wait_max_ns / 1000;
	}

	if (group->throttled_since) {
		group->throttled_ns += now - group->throttled_since;
		group->throttled_since = 0;
	}
	group->period = limited ? period_us * 1000 : 0;
	group->burst = limited ? burst_us * 1000 : 0;
	group->left = limited ? quota_us * 1000 : 0;
	/* All begin with the same tick of the clock, so that one timer serves many. */
	group->refill_at = limited ? (now / group->period + 1) * group->period : 0;
	group->quota = limited ? quota_us * 1000 : 0;
	if (limited)
		limiting = true;
}

/* Takes a slot for a cgroup. */
static __always_inline void init_group(struct ai_numa_group *group, u32 slot, u32 parent, u64 id, u32 weight)
{
	__builtin_memset(group, 0, sizeof(*group));
	group->parent = parent;
	group->weight = weight;
	group->factor = FACTOR_ONE;
	group->share = SHARE_ONE;
	group->id = id;
	if (slot >= groups_end)
		groups_end = slot + 1;
}

s32 SCX_OP_SLEEPABLE(ai_numa_cgroup_init, struct cgroup *cgrp, struct scx_cgroup_init_args *args)
{
	u64 id = cgrp->kn->id;
	bool root = !cgrp->level;
	u32 parent = root ? 0 : slot_of_cgroup(BPF_CORE_READ(cgrp, self.parent, cgroup)), slot = root ? 0 : free_slot(parent);
	struct ai_numa_group_name *name;
	struct ai_numa_group *group;
	s32 err;

	if (!root && !slot) {
		__sync_fetch_and_add(&groups_folded, 1);
		bpf_map_update_elem(&group_slots, &id, &parent, 0);
		return 0;
	}
	group = group_of(slot);
	name = bpf_map_lookup_elem(&group_names, &slot);
	if (!group || !name)
		return -EINVAL;
	if (!root && limiting_possible) {
		err = scx_bpf_create_dsq(parked_dsq(slot), -1);
		if (err)
			return err;
	}
	err = bpf_map_update_elem(&group_slots, &id, &slot, 0);
	if (err) {
		if (!root && limiting_possible)
			scx_bpf_destroy_dsq(parked_dsq(slot));
		return err;
	}
	bpf_probe_read_kernel_str(name->text, sizeof(name->text), BPF_CORE_READ(cgrp, kn, name));
	init_group(group, slot, parent, id, args->weight);
	if (root)
		return 0;
	if (limiting_possible)
		set_limit(group, args->bw_period_us, args->bw_quota_us, args->bw_burst_us);
	link_limits();
	grouping = true;
	start_sweeping();
	return 0;
}

void SCX_OP(ai_numa_cgroup_exit, struct cgroup *cgrp)
{
	u64 id = BPF_CORE_READ(cgrp, kn, id);
	u32 slot = slot_of_cgroup(cgrp);
	struct ai_numa_group *group = group_of(slot);

	bpf_map_delete_elem(&group_slots, &id);
	if (!slot || !group || group->id != id)
		return;
	if (limiting_possible)
		scx_bpf_destroy_dsq(parked_dsq(slot));
	group->parked = 0;
	group->id = 0;
}

void SCX_OP(ai_numa_cgroup_move, struct task_struct *p, struct cgroup *from, struct cgroup *to)
{
	struct task_ctx *tctx = task_ctx_of(p);

	if (!tctx)
		return;
	uncount(tctx);
	tctx->group = slot_of_cgroup(to);
}

void SCX_OP(ai_numa_cgroup_set_weight, struct cgroup *cgrp, u32 weight)
{
	struct ai_numa_group *group = group_of(slot_of_cgroup(cgrp));

	if (group && group->id == BPF_CORE_READ(cgrp, kn, id))
		group->weight = weight;
}

void SCX_OP(ai_numa_cgroup_set_bandwidth, struct cgroup *cgrp, u64 period_us, u64 quota_us, u64 burst_us)
{
	struct ai_numa_group *group = group_of(slot_of_cgroup(cgrp));

	if (!limiting_possible || !group || group->id != BPF_CORE_READ(cgrp, kn, id))
		return;
	set_limit(group, period_us, quota_us, burst_us);
	link_limits();
}

#endif
