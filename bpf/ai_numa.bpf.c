// SPDX-License-Identifier: GPL-2.0-only
/*
 * ai_numa: keeps tasks on the NUMA node where they ran last, or where the host
 * says that their home is.
 *
 * A task that wakes up goes straight to an idle CPU if there is one. Else it
 * waits in a queue of its node, first in, first out. A CPU serves its node's
 * queue, then the other nodes', nearest first. Tasks that can run on one CPU
 * only wait in a queue of that CPU, which takes turns with the node's: put
 * behind a shared queue they would wait for ever, put in the CPU's local queue
 * they would shut out the shared one, since ops.dispatch is not called while a
 * local queue holds a task.
 *
 * Every queue is visited in bounded time: from time to time each CPU looks at
 * the other nodes' queues first, so that a task that only it may run is found
 * even while its own node is full.
 *
 * Topology comes from the host, in tables that it may refresh while we run.
 * Loads on 6.12 and everything after.
 */
#include "schedext/ops.bpf.h"
#include "schedext/ai_numa.h"

/* Set by the host before load. */
const volatile u32 nr_nodes = 0;		/* node slots */
const volatile u32 nr_cpus = 0;			/* highest possible CPU + 1 */
const volatile u64 slice_ns = 5000000;
const volatile u64 visit_interval_ns = 500000000;

/* Raised by the host after each change of home_hints. */
u32 home_generation;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct ai_numa_cpu_node);
} cpu_nodes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct ai_numa_node);
} nodes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct ai_numa_steal);
} steal_order SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct ai_numa_cpu_slot);
} cpu_slots SEC(".maps");

/* The online CPUs of each node slot. */
struct node_cpus {
	struct bpf_cpumask __kptr *online;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct node_cpus);
} node_masks SEC(".maps");

/* Process (tgid) to the slot of its home node. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, u32);
	__type(value, u32);
} home_hints SEC(".maps");

struct task_ctx {
	u32 slot;		/* node slot: the hint, or where it ran last */
	u32 home_generation;	/* of the hints, when slot was decided */
	bool hinted;
	bool direct;		/* on its way to an idle CPU */
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_ctx);
} task_ctxs SEC(".maps");

static __always_inline u64 node_dsq(u32 slot)
{
	return (1ULL << 32) | slot;
}

static __always_inline u64 pinned_dsq(u32 cpu)
{
	return (2ULL << 32) | cpu;
}

static __always_inline u32 slot_of_cpu(u32 cpu)
{
	struct ai_numa_cpu_node *entry = bpf_map_lookup_elem(&cpu_nodes, &cpu);

	return entry && entry->slot < nr_nodes ? entry->slot : AI_NUMA_NO_SLOT;
}

static __always_inline const struct cpumask *online_cpus(u32 slot)
{
	struct node_cpus *entry = bpf_map_lookup_elem(&node_masks, &slot);

	return entry ? (const struct cpumask *)entry->online : NULL;
}

static __always_inline struct task_ctx *task_ctx_of(struct task_struct *p)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, 0);

	if (!tctx)
		scx_error("%s[%d] has no task context", (u64)p->comm, p->pid);
	return tctx;
}

/* Takes over a hint that the host gave or withdrew since the last look. */
static __always_inline void refresh_home(struct task_struct *p, struct task_ctx *tctx)
{
	u32 tgid = p->tgid, generation = home_generation;
	u32 *hint;

	if (tctx->home_generation == generation)
		return;
	hint = bpf_map_lookup_elem(&home_hints, &tgid);
	tctx->hinted = hint && *hint < nr_nodes;
	if (tctx->hinted)
		tctx->slot = *hint;
	tctx->home_generation = generation;
}

/*
 * The node whose queue p waits in: the remembered one while p may run on one of
 * its online CPUs, else the one of the CPU that the kernel put it on.
 */
static __always_inline u32 queue_slot(struct task_struct *p, struct task_ctx *tctx)
{
	const struct cpumask *online = online_cpus(tctx->slot);

	if (online && bpf_cpumask_intersects(p->cpus_ptr, online))
		return tctx->slot;
	return slot_of_cpu(scx_bpf_task_cpu(p));
}

/*
 * A CPU of p's home that is idle. Only where p may run on all of the node: what
 * is picked counts as taken, so there is no picking first and asking then.
 */
static __always_inline s32 pick_idle_at_home(struct task_struct *p, struct task_ctx *tctx, s32 prev_cpu)
{
	const struct cpumask *online;

	if (!tctx->hinted || slot_of_cpu(prev_cpu) == tctx->slot)
		return -ENOENT;
	online = online_cpus(tctx->slot);
	if (!online || !bpf_cpumask_subset(online, p->cpus_ptr))
		return -ENOENT;
	return scx_bpf_pick_idle_cpu(online, 0);
}

s32 SCX_OP(ai_numa_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	struct task_ctx *tctx = task_ctx_of(p);
	bool idle = false;
	s32 cpu;

	if (!tctx)
		return prev_cpu;
	refresh_home(p, tctx);
	cpu = pick_idle_at_home(p, tctx, prev_cpu);
	if (cpu >= 0)
		idle = true;
	else
		cpu = scx_bpf_select_cpu_dfl(p, prev_cpu, wake_flags, &idle);
	if (idle) {
		tctx->direct = true;
		dsq_insert(p, kval(scx_dsq_id_flags, SCX_DSQ_LOCAL), slice_ns, 0);
	}
	return cpu;
}

/*
 * A pinned task waits in its CPU's own queue, but for kernel threads that wake
 * up: they run at once, since others wait for what they do, and are short. One
 * that is not queues like anybody when its slice ends. A CPU on its way offline dispatches no more, so there it
 * is the local queue, from which the kernel pushes tasks elsewhere.
 */
static __always_inline void enqueue_pinned(struct task_struct *p, u64 enq_flags)
{
	u32 cpu = scx_bpf_task_cpu(p);
	const struct cpumask *online = online_cpus(slot_of_cpu(cpu));
	bool leaving = !online || !bpf_cpumask_test_cpu(cpu, online);
	bool kthread = (p->flags & PF_KTHREAD) && (enq_flags & kval(scx_enq_flags, SCX_ENQ_WAKEUP));

	if (kthread)
		enq_flags |= kval(scx_enq_flags, SCX_ENQ_PREEMPT);
	if (kthread || leaving) {
		dsq_insert(p, kval(scx_dsq_id_flags, SCX_DSQ_LOCAL), slice_ns, enq_flags);
		return;
	}
	dsq_insert(p, pinned_dsq(cpu), slice_ns, enq_flags);
	scx_bpf_kick_cpu(cpu, kval(scx_kick_flags, SCX_KICK_IDLE));
}

void SCX_OP(ai_numa_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct task_ctx *tctx = task_ctx_of(p);
	s32 cpu;
	u32 slot;

	if (!tctx)
		return;
	tctx->direct = false;
	if (is_pinned(p)) {
		enqueue_pinned(p, enq_flags);
		return;
	}
	refresh_home(p, tctx);
	slot = queue_slot(p, tctx);
	if (slot == AI_NUMA_NO_SLOT) {
		scx_error("CPU %d of %s[%d] belongs to no known node", scx_bpf_task_cpu(p), (u64)p->comm, p->pid);
		return;
	}
	dsq_insert(p, node_dsq(slot), slice_ns, enq_flags);

	/* Nobody has looked for an idle CPU yet, and idle CPUs do not look into queues by themselves. */
	if (cpu_was_selected(enq_flags))
		return;
	cpu = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);
	if (cpu >= 0)
		scx_bpf_kick_cpu(cpu, kval(scx_kick_flags, SCX_KICK_IDLE));
}

/*
 * Takes a task from another node, nearest first. Within a group of equally near
 * nodes each turn begins at another one, so that starving CPUs do not all
 * stand at one queue's lock.
 */
static __always_inline bool steal(struct ai_numa_cpu_slot *me, u32 slot, u32 turn)
{
	u32 k;

	bpf_for(k, 0, nr_nodes - 1) {
		u32 index = slot * nr_nodes + k;
		struct ai_numa_steal *at = bpf_map_lookup_elem(&steal_order, &index), *from;

		if (!at || !at->length)
			return false;
		index = slot * nr_nodes + at->first + (k - at->first + turn) % at->length;
		from = bpf_map_lookup_elem(&steal_order, &index);
		if (!from || !scx_bpf_dsq_nr_queued(node_dsq(from->slot)))
			continue;
		if (dsq_move_to_local(node_dsq(from->slot))) {
			me->steal++;
			return true;
		}
	}
	return false;
}

static __always_inline bool take_own(struct ai_numa_cpu_slot *me, u32 slot)
{
	if (!dsq_move_to_local(node_dsq(slot)))
		return false;
	me->queue++;
	return true;
}

static __always_inline bool take_pinned(struct ai_numa_cpu_slot *me, u32 cpu)
{
	if (!scx_bpf_dsq_nr_queued(pinned_dsq(cpu)) || !dsq_move_to_local(pinned_dsq(cpu)))
		return false;
	me->pinned++;
	return true;
}

/* Is it time to look at the other nodes first? */
static __always_inline bool visit_due(struct ai_numa_cpu_slot *me)
{
	u64 now = bpf_ktime_get_ns();

	if (nr_nodes < 2 || (s64)(now - me->visit_at) < 0)
		return false;
	me->visit_at = now + visit_interval_ns;
	me->visit_turn++;
	return true;
}

void SCX_OP(ai_numa_dispatch, s32 cpu, struct task_struct *prev)
{
	u32 key = cpu, slot = slot_of_cpu(cpu);
	struct ai_numa_cpu_slot *me = bpf_map_lookup_elem(&cpu_slots, &key);

	if (!me || slot == AI_NUMA_NO_SLOT)
		return;
	if (visit_due(me) && steal(me, slot, me->visit_turn))
		return;
	me->node_first ^= 1;
	if (me->node_first && take_own(me, slot))
		return;
	if (take_pinned(me, cpu))
		return;
	if (!me->node_first && take_own(me, slot))
		return;
	steal(me, slot, cpu);
}

void SCX_OP(ai_numa_running, struct task_struct *p)
{
	struct task_ctx *tctx = task_ctx_of(p);
	u32 cpu = scx_bpf_task_cpu(p), slot = slot_of_cpu(cpu);
	struct ai_numa_cpu_slot *me;

	if (!tctx)
		return;
	if (tctx->direct) {
		tctx->direct = false;
		me = bpf_map_lookup_elem(&cpu_slots, &cpu);
		if (me)
			me->local++;
	}
	if (!tctx->hinted && slot != AI_NUMA_NO_SLOT)
		tctx->slot = slot;
}

s32 SCX_OP_SLEEPABLE(ai_numa_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!tctx)
		return -ENOMEM;
	tctx->slot = slot_of_cpu(scx_bpf_task_cpu(p));
	tctx->home_generation = home_generation - 1;
	return 0;
}

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
 * know its node. From 6.15 on the kernel tells; before, or if the node itself
 * is new, the host starts us again with a fresh topology.
 */
static __always_inline u32 learn_slot(u32 cpu)
{
	struct ai_numa_cpu_node *entry = bpf_map_lookup_elem(&cpu_nodes, &cpu);
	u32 slot = slot_of_cpu(cpu);

	if (slot != AI_NUMA_NO_SLOT || !entry || !bpf_ksym_exists(scx_bpf_cpu_node))
		return slot;
	slot = slot_of_node(scx_bpf_cpu_node(cpu));
	if (slot != AI_NUMA_NO_SLOT)
		entry->slot = slot;
	return slot;
}

void SCX_OP(ai_numa_cpu_online, s32 cpu)
{
	u32 slot = learn_slot(cpu);
	struct node_cpus *entry = bpf_map_lookup_elem(&node_masks, &slot);
	struct bpf_cpumask *online = entry ? entry->online : NULL;

	if (online)
		bpf_cpumask_set_cpu(cpu, online);
	else
		scx_exit(kval(scx_exit_code, SCX_ECODE_ACT_RESTART) | kval(scx_exit_code, SCX_ECODE_RSN_HOTPLUG),
			 "CPU %d came online on a node that the host has not told of", cpu);
}

/* Moves the tasks of a queue that the kernel counts to cpu into cpu's local queue. */
static __always_inline void drain(u64 dsq_id, s32 cpu)
{
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;

	bpf_rcu_read_lock();
	bpf_iter_scx_dsq_new(&it, dsq_id, 0);
	while ((p = bpf_iter_scx_dsq_next(&it))) {
		if (scx_bpf_task_cpu(p) == cpu)
			dsq_move(&it, p, kval(scx_dsq_id_flags, SCX_DSQ_LOCAL_ON) | cpu);
	}
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
}

/*
 * Once this returns the kernel no longer calls ops.dispatch for the CPU, and
 * waits until all that is queued there ran or left: what we hold for it goes
 * to its local queue, from where the kernel pushes it to other CPUs.
 */
void SCX_OP(ai_numa_cpu_offline, s32 cpu)
{
	u32 slot = slot_of_cpu(cpu);
	struct node_cpus *entry = bpf_map_lookup_elem(&node_masks, &slot);
	struct bpf_cpumask *online = entry ? entry->online : NULL;

	if (online)
		bpf_cpumask_clear_cpu(cpu, online);
	drain(pinned_dsq(cpu), cpu);
	bpf_for(slot, 0, nr_nodes)
		drain(node_dsq(slot), cpu);
}

static s32 init_node(u32 slot, const struct cpumask *online)
{
	struct ai_numa_node *node = bpf_map_lookup_elem(&nodes, &slot);
	struct node_cpus *entry = bpf_map_lookup_elem(&node_masks, &slot);
	struct bpf_cpumask *mask;
	u32 cpu;
	s32 err;

	if (!node || !entry)
		return -EINVAL;
	err = scx_bpf_create_dsq(node_dsq(slot), node->id);
	if (err) {
		scx_error("the queue of node %u cannot be made: error %d", node->id, err);
		return err;
	}
	mask = bpf_cpumask_create();
	if (!mask)
		return -ENOMEM;
	bpf_for(cpu, 0, nr_cpus) {
		if (slot_of_cpu(cpu) == slot && bpf_cpumask_test_cpu(cpu, online))
			bpf_cpumask_set_cpu(cpu, mask);
	}
	mask = bpf_kptr_xchg(&entry->online, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

static s32 init_cpu(u32 cpu, const struct cpumask *online)
{
	u32 slot = slot_of_cpu(cpu);
	struct ai_numa_node *node = bpf_map_lookup_elem(&nodes, &slot);

	if (!node && bpf_cpumask_test_cpu(cpu, online)) {
		scx_error("CPU %u is online, but the host has not told its node", cpu);
		return -EINVAL;
	}
	return scx_bpf_create_dsq(pinned_dsq(cpu), node ? (s32)node->id : -1);
}

s32 SCX_OP_SLEEPABLE(ai_numa_init)
{
	const struct cpumask *online;
	u32 i;
	s32 err = 0;

	if (!nr_nodes || nr_cpus != scx_bpf_nr_cpu_ids()) {
		scx_error("the host told of %u nodes and %u CPUs; the kernel has %u CPUs", nr_nodes, nr_cpus,
			  scx_bpf_nr_cpu_ids());
		return -EINVAL;
	}
	online = scx_bpf_get_online_cpumask();
	bpf_for(i, 0, nr_nodes) {
		err = init_node(i, online);
		if (err)
			break;
	}
	if (!err) {
		bpf_for(i, 0, nr_cpus) {
			err = init_cpu(i, online);
			if (err)
				break;
		}
	}
	scx_bpf_put_cpumask(online);
	return err;
}

void SCX_OP(ai_numa_exit, struct scx_exit_info *info)
{
	record_exit(info);
}

SCX_OPS(ai_numa) = {
	.select_cpu	= (void *)ai_numa_select_cpu,
	.enqueue	= (void *)ai_numa_enqueue,
	.dispatch	= (void *)ai_numa_dispatch,
	.running	= (void *)ai_numa_running,
	.init_task	= (void *)ai_numa_init_task,
	.cpu_online	= (void *)ai_numa_cpu_online,
	.cpu_offline	= (void *)ai_numa_cpu_offline,
	.init		= (void *)ai_numa_init,
	.exit		= (void *)ai_numa_exit,
	.timeout_ms	= 10000,
	.name		= "ai_numa",
};
