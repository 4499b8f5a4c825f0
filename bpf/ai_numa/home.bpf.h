/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a task belongs: the node that the host names, else the only one that
 * its memory may come from, else the one where it settled. Where it runs while
 * its home is full changes nothing about that, and it goes back as soon as
 * there is room.
 */
#ifndef AI_NUMA_HOME_BPF_H
#define AI_NUMA_HOME_BPF_H

#include "clock.bpf.h"

#define HOME_CHECK_NS 1000000000ULL
#define GUEST_NS 200000000ULL	/* between two tries to send a guest away from home */

/* The hint for the nearest cgroup around p that has one. */
static __always_inline u32 *cgroup_hint(struct task_struct *p)
{
	struct cgroup *around, *own = BPF_CORE_READ(p, cgroups, dfl_cgrp);
	u32 *hint = NULL;
	s32 level = BPF_CORE_READ(own, level), up;
	u64 id;

	bpf_for(up, 0, level) {
		if (bpf_core_read(&around, sizeof(around), &own->ancestors[level - up]))
			break;
		id = BPF_CORE_READ(around, kn, id);
		hint = bpf_map_lookup_elem(&cgroup_homes, &id);
		if (hint)
			break;
	}
	return hint;
}

/* What the host says of p's process, else of a cgroup that it is in. */
static __always_inline u32 *hint_of(struct task_struct *p)
{
	u32 tgid = p->tgid;
	u32 *hint = bpf_task_storage_get(&process_homes, p->group_leader, 0, 0);

	if (!hint)
		hint = bpf_map_lookup_elem(&home_hints, &tgid);
	return hint || !cgroups_have_homes ? hint : cgroup_hint(p);
}

/* The slot of the only node of ours in a nodemask of the kernel's, if it is the only one. */
static __always_inline u32 only_node(const void *mask, u64 size)
{
	u32 slot, only = AI_NUMA_NO_SLOT;

	bpf_for(slot, 0, nr_nodes) {
		struct ai_numa_node *node = bpf_map_lookup_elem(&nodes, &slot);
		u64 word;

		if (!node || node->id / 8 >= size || bpf_probe_read_kernel(&word, sizeof(word), mask + node->id / 64 * 8))
			continue;
		if (!(word >> node->id % 64 & 1))
			continue;
		if (only != AI_NUMA_NO_SLOT)
			return AI_NUMA_NO_SLOT;
		only = slot;
	}
	return only;
}

/* The node that p's memory has to come from: by its policy, else by its cpuset. */
static __always_inline u32 memory_home(struct task_struct *p)
{
	struct mempolicy *policy = bpf_core_field_exists(p->mempolicy) ? BPF_CORE_READ(p, mempolicy) : NULL;
	u32 mode = policy ? BPF_CORE_READ(policy, mode) : 0, slot = AI_NUMA_NO_SLOT;

	if (mode == MPOL_PREFERRED || mode == MPOL_BIND || mode == MPOL_PREFERRED_MANY)
		slot = only_node(&policy->nodes, bpf_core_field_size(policy->nodes));
	if (slot == AI_NUMA_NO_SLOT && bpf_core_field_exists(p->mems_allowed))
		slot = only_node(&p->mems_allowed, bpf_core_field_size(p->mems_allowed));
	return slot;
}

/* Takes over what is said about where p belongs: the slot of a node, if anything is. */
__noinline u32 ai_numa_look_for_home(struct task_struct *p __arg_trusted, struct task_ctx *tctx __arg_nonnull)
{
	u32 *hint = home_hinting ? hint_of(p) : NULL;
	u32 named = hint ? *hint : AI_NUMA_NO_SLOT;

	if (named >= nr_nodes && nr_nodes > 1)
		named = memory_home(p);
	tctx->home_named = named < nr_nodes;
	if (tctx->home_named)
		tctx->home = named;
	return named;
}

/*
 * Takes over what was decided about p's home since the last look. A hint tells
 * that it is there; policies are looked at once a second.
 */
static __always_inline void refresh_home(struct task_struct *p, struct task_ctx *tctx, u64 now)
{
	u64 cgroups = cgroups_have_homes ? (u64)BPF_CORE_READ(p, cgroups) : 0;
	u32 generation = home_generation;

	if (tctx->home_generation == generation && tctx->home_cgroups == cgroups && time_before(now, tctx->home_at + HOME_CHECK_NS))
		return;
	tctx->home_generation = generation;
	tctx->home_cgroups = cgroups;
	tctx->home_at = now;
	ai_numa_look_for_home(p, tctx);
}

/* p runs on a node. Its home is where it was first, and later where it is for long, unless that is decided. */
static __always_inline void settle_home(struct task_ctx *tctx, u32 node, u64 now)
{
	if (node == tctx->home) {
		tctx->away_on = AI_NUMA_NO_SLOT;
	} else if (tctx->home >= nr_nodes) {
		tctx->home = node;
	} else if (tctx->away_on != node) {
		tctx->away_on = node;
		tctx->away_since = now;
	} else if (!tctx->home_named && time_before(tctx->away_since + settle_ns, now)) {
		tctx->home = node;
	}
}

/* p may run elsewhere from now on: a home that nobody named is where it runs next, if it may not run there any more. */
static __always_inline void leave_home(struct task_struct *p, struct task_ctx *tctx)
{
	const struct cpumask *online = node_online(tctx->home);

	if (!tctx->home_named && (!online || !bpf_cpumask_intersects(p->cpus_ptr, online)))
		tctx->home = AI_NUMA_NO_SLOT;
}

/* May p run on an online CPU of the LLC? */
static __always_inline bool allowed_in(struct task_struct *p, u32 slot)
{
	const struct cpumask *online = llc_online(slot);

	return online && bpf_cpumask_intersects(p->cpus_ptr, online);
}

/* An LLC of p's home: that of a CPU, if it is there, else the one whose clock p has, else one that p's number picks. */
static __always_inline u32 home_llc(struct task_struct *p, struct task_ctx *tctx, u32 cpu)
{
	struct ai_numa_llc *last = llc_of(tctx->queue);
	u32 key = tctx->home, here = llc_slot_of_cpu(cpu);
	struct ai_numa_node *home;

	if (key >= nr_nodes || node_slot_of_cpu(cpu) == key)
		return here;
	if (last && last->node == key)
		return tctx->queue;
	home = bpf_map_lookup_elem(&nodes, &key);
	if (!home || !home->nr_llcs)
		return AI_NUMA_NO_SLOT;
	return home->first_llc + p->pid % home->nr_llcs;
}

/* The weight per CPU that an LLC has with p, and without it. */
static __always_inline u64 weight_without(const struct task_ctx *tctx, u32 slot, const struct ai_numa_llc *llc)
{
	return (llc->weight - (tctx->weighs_in == slot ? tctx->weighs : 0)) / (llc->nr_online ?: 1);
}

static __always_inline u64 weight_with(const struct task_ctx *tctx, u32 slot, const struct ai_numa_llc *llc)
{
	return weight_without(tctx, slot, llc) + weight_of(tctx) / (llc->nr_online ?: 1);
}

/*
 * Is there room for p at home? With it there home must not be fuller than we are
 * without it, or the balance would bring it back at once. But if p was away for
 * a while, a guest is there, and others wait here, home with p in its place must
 * not be fuller than we are: the balance then brings over the guest, and who
 * exchanged homes get them back. If the guest is one that cannot come, it brings
 * p back, hence the while.
 */
static __always_inline bool has_room(const struct task_ctx *tctx, u32 home, const struct ai_numa_llc *at_home, u32 here, const struct ai_numa_llc *at_here)
{
	if (at_home->guests >= weight_of(tctx) && scx_bpf_dsq_nr_queued(llc_dsq(here)) > 0 &&
	    time_before(tctx->away_since + GUEST_NS, now_ns()))
		return weight_without(tctx, home, at_home) <= weight_per_cpu(at_here);
	return weight_with(tctx, home, at_home) <= weight_without(tctx, here, at_here);
}

/*
 * The LLC in whose queue p waits: at home, unless it may not run there or there
 * is no room. Where it is has at least the CPU that the kernel put p on.
 */
static __always_inline u32 queue_of(struct task_struct *p, struct task_ctx *tctx)
{
	u32 cpu = scx_bpf_task_cpu(p), here = llc_slot_of_cpu(cpu), home = home_llc(p, tctx, cpu);
	struct ai_numa_llc *at_home = llc_of(home), *at_here = llc_of(here);

	if (home == here || !at_home || !allowed_in(p, home))
		return here;
	if (!at_here)
		return home;
	return has_room(tctx, home, at_home, here, at_here) ? home : here;
}

/* An idle CPU that p may run on, the nearer to a node the better where the kernel can tell. */
static __always_inline s32 pick_idle_near(const struct cpumask *allowed, u32 slot, u64 flags)
{
	struct ai_numa_node *node = bpf_map_lookup_elem(&nodes, &slot);

	if (!idle_by_node)
		return scx_bpf_pick_idle_cpu(allowed, 0);
	return node ? scx_bpf_pick_idle_cpu_node(allowed, node->id, flags) : -ENOENT;
}

/*
 * An idle CPU of p's home, for one that last ran elsewhere. Only where p may
 * run on all of the node: what is picked counts as taken, so there is no
 * picking first and asking then.
 */
static __always_inline s32 pick_idle_at_home(struct task_struct *p, struct task_ctx *tctx, s32 prev_cpu)
{
	const struct cpumask *online;

	if (node_slot_of_cpu(prev_cpu) == tctx->home)
		return -ENOENT;
	online = node_online(tctx->home);
	if (!online || !bpf_cpumask_subset(online, p->cpus_ptr))
		return -ENOENT;
	return pick_idle_near(online, tctx->home, kval(scx_pick_idle_cpu_flags, SCX_PICK_IDLE_IN_NODE));
}

#endif
