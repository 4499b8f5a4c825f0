/* SPDX-License-Identifier: GPL-2.0-only */
/* CPUs that come and go while we run, without a reload. */
#ifndef AI_NUMA_HOTPLUG_BPF_H
#define AI_NUMA_HOTPLUG_BPF_H

#include "tables.bpf.h"

/* The slot of a node id; a slow walk, for the hotplug path. */
static u32 slot_of_node(u32 id)
{
	u32 slot;

	bpf_for(slot, 0, nr_nodes) {
		u32 key = slot;
		struct ai_numa_node *node = bpf_map_lookup_elem(&nodes, &key);

		if (node && node->id == id)
			return key;
	}
	return AI_NUMA_NO_SLOT;
}

/*
 * A CPU that was never online has no topology in sysfs, so the host may not
 * know where it is. From 6.15 on the kernel tells its node, whose first LLC it
 * then serves; before, or if the node itself is new, the host starts us again
 * with a fresh topology.
 */
static __always_inline void learn_place(u32 cpu)
{
	struct ai_numa_cpu *entry = bpf_map_lookup_elem(&cpus, &cpu);
	struct ai_numa_node *node;
	u32 slot;

	if (!entry || entry->llc < nr_llcs || !bpf_ksym_exists(scx_bpf_cpu_node))
		return;
	slot = slot_of_node(scx_bpf_cpu_node(cpu));
	node = bpf_map_lookup_elem(&nodes, &slot);
	if (!node || !node->nr_llcs)
		return;
	entry->node = slot;
	entry->llc = node->first_llc;
}

/* Under the RCU lock, which sleepable programs do not have by themselves. False if that is no change. */
static __always_inline bool mark_online(struct online_mask *entry, u32 cpu, bool online)
{
	struct bpf_cpumask *mask = entry ? entry->mask : NULL;

	if (!mask || bpf_cpumask_test_cpu(cpu, (const struct cpumask *)mask) == online)
		return false;
	if (online)
		bpf_cpumask_set_cpu(cpu, mask);
	else
		bpf_cpumask_clear_cpu(cpu, mask);
	return true;
}

/* Counts a CPU in or out. False if its place is not known. */
static __always_inline bool set_online(u32 cpu, bool online)
{
	u32 llc_slot = llc_slot_of_cpu(cpu), node_slot = node_slot_of_cpu(cpu);
	struct ai_numa_llc *llc = llc_of(llc_slot);
	bool changed;

	if (!llc || node_slot == AI_NUMA_NO_SLOT)
		return false;
	bpf_rcu_read_lock();
	changed = mark_online(bpf_map_lookup_elem(&llc_masks, &llc_slot), cpu, online);
	mark_online(bpf_map_lookup_elem(&node_masks, &node_slot), cpu, online);
	bpf_rcu_read_unlock();
	if (changed)
		llc->nr_online += online ? 1 : -1;
	return true;
}

/*
 * Moves tasks of a queue into the local queues of the CPUs that the kernel
 * counts them to: those counted to cpu, and those that none of the CPUs which
 * still serve the queue may run. All of them, if there is none left.
 */
static __always_inline void drain(u64 dsq_id, s32 cpu, const struct cpumask *serving)
{
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;

	bpf_iter_scx_dsq_new(&it, dsq_id, 0);
	while ((p = bpf_iter_scx_dsq_next(&it))) {
		s32 at = scx_bpf_task_cpu(p);

		if (at == cpu || (serving && !bpf_cpumask_intersects(p->cpus_ptr, serving)))
			dsq_move(&it, p, kval(scx_dsq_id_flags, SCX_DSQ_LOCAL_ON) | at);
	}
	bpf_iter_scx_dsq_destroy(&it);
}

/*
 * A CPU on its way offline waits until no task is counted to it any more, and is
 * told so when it goes idle itself (balance_push() in kernel/sched/core.c). Tasks
 * in our queues, and in the kernel's global one, are counted to it until another
 * CPU takes them, and then it is idle already: nobody tells it, and it waits for
 * ever. So it is made to look again, until it is gone.
 */
#define LEAVING_NS 20000000

struct leaving_timer {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct leaving_timer);
} leaving_timers SEC(".maps");

s32 leaving = -1;	/* the kernel takes CPUs down one at a time */

static int look_again(void *map, int *key, struct bpf_timer *timer)
{
	const struct cpumask *online = scx_bpf_get_online_cpumask();
	s32 cpu = leaving;
	bool waits = cpu >= 0 && bpf_cpumask_test_cpu(cpu, online);

	scx_bpf_put_cpumask(online);
	if (!waits)
		return 0;
	/* Who was on its way to the CPU's queue when that was emptied. */
	bpf_rcu_read_lock();
	drain(pinned_dsq(cpu), cpu, NULL);
	bpf_rcu_read_unlock();
	kick_cpu(cpu, kval(scx_kick_flags, SCX_KICK_IDLE));
	bpf_timer_start(timer, LEAVING_NS, 0);
	return 0;
}

static __always_inline void watch_leaving(s32 cpu)
{
	int key = 0;
	struct leaving_timer *timer = bpf_map_lookup_elem(&leaving_timers, &key);

	leaving = cpu;
	if (!timer)
		return;
	/* The first time only; later it is there already. */
	bpf_timer_init(&timer->timer, &leaving_timers, CLOCK_MONOTONIC);
	bpf_timer_set_callback(&timer->timer, look_again);
	bpf_timer_start(&timer->timer, LEAVING_NS, 0);
}

#endif
