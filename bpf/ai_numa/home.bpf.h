/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a task belongs: the node that the host names, else the one where it
 * first ran. Where it runs while its home is full changes nothing about that,
 * and it goes back as soon as there is room.
 */
#ifndef AI_NUMA_HOME_BPF_H
#define AI_NUMA_HOME_BPF_H

#include "clock.bpf.h"

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

/* Takes over a hint that the host gave or withdrew since the last look, or that p came to by a change of its cgroup. */
static __always_inline void refresh_home(struct task_struct *p, struct task_ctx *tctx)
{
	u32 generation = home_generation;
	u64 cgroups = cgroups_have_homes ? (u64)BPF_CORE_READ(p, cgroups) : 0;
	u32 *hint;

	if (tctx->home_generation == generation && tctx->home_cgroups == cgroups)
		return;
	hint = home_hinting ? hint_of(p) : NULL;
	tctx->home_cgroups = cgroups;
	tctx->hinted = hint && *hint < nr_nodes;
	if (tctx->hinted)
		tctx->home = *hint;
	tctx->home_generation = generation;
}

/* May p run on an online CPU of the LLC? */
static __always_inline bool allowed_in(struct task_struct *p, u32 slot)
{
	const struct cpumask *online = llc_online(slot);

	return online && bpf_cpumask_intersects(p->cpus_ptr, online);
}

/* An LLC of p's home: the one whose clock it has, if that is there, else one that p's number picks. */
static __always_inline u32 home_llc(struct task_struct *p, struct task_ctx *tctx)
{
	struct ai_numa_llc *last = llc_of(tctx->queue);
	struct ai_numa_node *home;
	u32 key = tctx->home;

	if (last && last->node == tctx->home)
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

static __always_inline u64 weight_with(const struct task_struct *p, const struct task_ctx *tctx, u32 slot, const struct ai_numa_llc *llc)
{
	return weight_without(tctx, slot, llc) + weight_of(p) / (llc->nr_online ?: 1);
}

/*
 * The LLC in whose queue p waits: at home, unless it may not run there or that
 * would make home fuller than the LLC where it is. That one has at least the
 * CPU that the kernel put p on.
 */
static __always_inline u32 queue_of(struct task_struct *p, struct task_ctx *tctx)
{
	u32 here = llc_slot_of_cpu(scx_bpf_task_cpu(p)), home;
	struct ai_numa_llc *at_home, *at_here = llc_of(here);

	if (at_here && at_here->node == tctx->home)
		return here;
	home = home_llc(p, tctx);
	at_home = llc_of(home);
	if (!at_home || !allowed_in(p, home))
		return here;
	if (!at_here)
		return home;
	/* With p there home must not be fuller than we are without it, or the balance would bring it back at once. */
	return weight_with(p, tctx, home, at_home) <= weight_without(tctx, here, at_here) ? home : here;
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
	return scx_bpf_pick_idle_cpu(online, 0);
}

#endif
