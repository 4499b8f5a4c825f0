// SPDX-License-Identifier: GPL-2.0-only
/*
 * ai_numa: a training step on a full machine at the speed of an idle one.
 *
 * The rank threads of a training job sleep, run a short burst and meet at a
 * barrier, beside data loaders that never stop. So there are two kinds of
 * tasks, told apart by their bursts: latency tasks, which get a CPU when they
 * wake up, and bulk tasks, which share the rest.
 *
 * A task that wakes up
 *   - goes straight to an idle CPU: of its home node, the previous one, one
 *     near that;
 *   - else, if it is a latency task within its budget, takes a CPU from a bulk
 *     task, at most one such task a CPU at a time (ai_numa/latency.bpf.h);
 *   - else waits in the queue of an LLC of its home node, by virtual deadline
 *     (ai_numa/clock.bpf.h, ai_numa/home.bpf.h).
 *
 * Tasks that can run on one CPU only wait in a queue of that CPU. Put behind a
 * shared queue they would wait for ever; put in the CPU's local queue they
 * would shut out the shared one, since ops.dispatch is not called while a local
 * queue holds a task. Both queues are on one clock: who is first of both runs.
 *
 * A CPU without work takes some from near LLCs, then from near nodes; one with
 * work evens out great differences (ai_numa/balance.bpf.h).
 *
 * Topology comes from the host, in tables that it may refresh while we run.
 * Loads on 6.12 and everything after.
 */
#include "ai_numa/latency.bpf.h"
#include "ai_numa/home.bpf.h"
#include "ai_numa/balance.bpf.h"
#include "ai_numa/hotplug.bpf.h"

#define LOCAL kval(scx_dsq_id_flags, SCX_DSQ_LOCAL)

/*
 * Run now or come back: if a real-time task has the CPU when p gets there, p
 * must not wait behind it. Before 7.1 cpu_release sees to that.
 */
static __always_inline u64 at_once(void)
{
	return kval_exists(scx_enq_flags, SCX_ENQ_IMMED) ? kval(scx_enq_flags, SCX_ENQ_IMMED) : 0;
}

/* The kernel pulls a woken task to its waker's CPU where that is about to sleep; across nodes that takes it from its memory. */
static __always_inline u64 sync_within_node(u64 wake_flags, s32 prev_cpu)
{
	if (node_slot_of_cpu(bpf_get_smp_processor_id()) == node_slot_of_cpu(prev_cpu))
		return wake_flags;
	return wake_flags & ~kval(scx_wake_flags, SCX_WAKE_SYNC);
}

/* p goes straight to the local queue of the CPU that select_cpu returns. */
static __always_inline void insert_local(struct task_struct *p, struct task_ctx *tctx, u64 enq_flags)
{
	dsq_insert(p, LOCAL, slice_max_ns, enq_flags | at_once());
}

s32 SCX_OP(ai_numa_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	struct task_ctx *tctx = task_ctx_of(p);
	struct ai_numa_llc *llc;
	bool idle = false;
	s32 cpu, claimed;
	u64 now;

	if (!tctx)
		return prev_cpu;
	refresh_home(p, tctx);
	cpu = pick_idle_at_home(p, tctx, prev_cpu);
	if (cpu >= 0)
		idle = true;
	else
		cpu = scx_bpf_select_cpu_dfl(p, prev_cpu, sync_within_node(wake_flags, prev_cpu), &idle);

	now = now_ns();
	tctx->woken_at = now;
	refill(p, tctx, now);
	if (idle) {
		tctx->direct = true;
		insert_local(p, tctx, 0);
		return cpu;
	}
	/* Not on fork and exec: a new task has not shown yet that it is short. */
	llc = llc_of(llc_slot_of_cpu(prev_cpu));
	if (!llc || !(wake_flags & kval(scx_wake_flags, SCX_WAKE_TTWU)) || !may_jump(tctx, llc))
		return cpu;
	claimed = claim_cpu(p, prev_cpu, now);
	if (claimed < 0)
		return cpu;
	tctx->jumps = tctx->preempts = true;
	insert_local(p, tctx, kval(scx_enq_flags, SCX_ENQ_PREEMPT));
	return claimed;
}

/* Where p waits in a queue of an LLC: before all bulk tasks if it may jump. */
static __always_inline u64 place_of(struct task_struct *p, struct task_ctx *tctx, u32 slot, const struct ai_numa_llc *llc, bool woken)
{
	u64 deadline = deadline_of(p, tctx, slot, llc, woken);

	return may_jump(tctx, llc) ? deadline - JUMP_NS : deadline;
}

static __always_inline void insert_queue(struct task_struct *p, struct task_ctx *tctx, u64 dsq_id, u32 slot,
					 const struct ai_numa_llc *llc, bool woken, u64 enq_flags)
{
	dsq_insert_vtime(p, dsq_id, slice_of(slot, llc), place_of(p, tctx, slot, llc, woken), enq_flags);
}

/*
 * A task that jumps is queued because no CPU could be claimed. If the one that
 * it is for was just choosing what to run, it shall choose again: it may have
 * looked before the task was there.
 */
static __always_inline void choose_again(u32 cpu)
{
	struct ai_numa_cpu_state *state = bpf_map_lookup_elem(&cpu_states, &cpu);

	if (state && state->runs == AI_NUMA_RUNS_OTHER)
		scx_bpf_kick_cpu(cpu, kval(scx_kick_flags, SCX_KICK_PREEMPT));
}

/*
 * The kernel asks ops.select_cpu for no CPU here. A kernel thread that wakes up
 * runs at once, since others wait for what it does; so does a latency task if
 * the CPU does bulk work. A CPU on its way offline dispatches no more, so there
 * it is the local queue, from which the kernel pushes tasks elsewhere.
 */
static __always_inline void enqueue_pinned(struct task_struct *p, struct task_ctx *tctx, u64 enq_flags)
{
	u32 cpu = scx_bpf_task_cpu(p), slot = llc_slot_of_cpu(cpu);
	const struct cpumask *online = llc_online(slot);
	struct ai_numa_llc *llc = llc_of(slot);
	bool woken = enq_flags & kval(scx_enq_flags, SCX_ENQ_WAKEUP);

	if (!llc || !online || !bpf_cpumask_test_cpu(cpu, online)) {
		dsq_insert(p, LOCAL, slice_min_ns, enq_flags);
		return;
	}
	if (woken) {
		tctx->woken_at = now_ns();
		refill(p, tctx, tctx->woken_at);
	}
	tctx->jumps = may_jump(tctx, llc);
	if (woken && tctx->jumps && ((p->flags & PF_KTHREAD) || claim(cpu, tctx->woken_at))) {
		tctx->preempts = true;
		insert_local(p, tctx, enq_flags | kval(scx_enq_flags, SCX_ENQ_PREEMPT));
		return;
	}
	insert_queue(p, tctx, pinned_dsq(cpu), slot, llc, woken, enq_flags);
	if (tctx->jumps)
		choose_again(cpu);
	scx_bpf_kick_cpu(cpu, kval(scx_kick_flags, SCX_KICK_IDLE));
}

void SCX_OP(ai_numa_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct task_ctx *tctx = task_ctx_of(p);
	struct ai_numa_llc *llc;
	bool selected = cpu_was_selected(enq_flags);
	u32 slot;
	s32 cpu;

	if (!tctx)
		return;
	tctx->direct = tctx->preempts = false;
	if (is_pinned(p)) {
		enqueue_pinned(p, tctx, enq_flags);
		return;
	}
	slot = queue_of(p, tctx);
	llc = llc_of(slot);
	if (!llc) {
		scx_error("CPU %d of %s[%d] belongs to no known LLC", scx_bpf_task_cpu(p), (u64)p->comm, p->pid);
		return;
	}
	tctx->jumps = may_jump(tctx, llc);
	insert_queue(p, tctx, llc_dsq(slot), slot, llc, selected, enq_flags);
	if (tctx->jumps)
		choose_again(scx_bpf_task_cpu(p));

	/*
	 * An idle CPU looks into queues when it is kicked only. The kernel does that for p's own CPU; whether another is idle
	 * select_cpu has asked, if it was called at all.
	 */
	if (selected)
		return;
	cpu = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);
	if (cpu >= 0)
		scx_bpf_kick_cpu(cpu, kval(scx_kick_flags, SCX_KICK_IDLE));
}

/* The deadline of a queue's first task. */
static __always_inline bool first_deadline(u64 dsq_id, u64 *deadline)
{
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;

	bpf_rcu_read_lock();
	bpf_iter_scx_dsq_new(&it, dsq_id, 0);
	p = bpf_iter_scx_dsq_next(&it);
	if (p)
		*deadline = p->scx.dsq_vtime;
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
	return p;
}

/* The turn of prev, which could run on, ended: is it still first? */
static __always_inline bool keeps_turn(struct task_struct *prev, u32 cpu, u32 slot, const struct ai_numa_llc *llc, bool waits, u64 first)
{
	struct task_ctx *tctx;

	if (!prev || !(prev->scx.flags & kval(scx_ent_flags, SCX_TASK_QUEUED)))
		return false;
	tctx = task_ctx_of(prev);
	if (!tctx)
		return false;
	if (waits) {
		charge(prev, tctx, cpu, now_ns());
		if (!time_before(place_of(prev, tctx, slot, llc, false), first))
			return false;
	}
	task_set_slice(prev, slice_of(slot, llc));
	return true;
}

static __always_inline bool take(u64 dsq_id, u64 *count)
{
	if (!dsq_move_to_local(dsq_id))
		return false;
	++*count;
	return true;
}

void SCX_OP(ai_numa_dispatch, s32 cpu, struct task_struct *prev)
{
	u32 key = cpu, slot = llc_slot_of_cpu(cpu);
	struct ai_numa_counters *me = bpf_map_lookup_elem(&counters, &key);
	struct ai_numa_llc *llc = llc_of(slot);
	u64 shared = 0, pinned = 0;
	bool shared_waits, pinned_waits, pinned_first;

	if (!me || !llc)
		return;
	pinned_waits = scx_bpf_dsq_nr_queued(pinned_dsq(cpu)) && first_deadline(pinned_dsq(cpu), &pinned);
	shared_waits = scx_bpf_dsq_nr_queued(llc_dsq(slot));
	if (shared_waits && (pinned_waits || prev))
		shared_waits = first_deadline(llc_dsq(slot), &shared);
	pinned_first = pinned_waits && (!shared_waits || time_before(pinned, shared));

	if (keeps_turn(prev, cpu, slot, llc, pinned_waits || shared_waits, pinned_first ? pinned : shared))
		return;
	if (pinned_first && take(pinned_dsq(cpu), &me->pinned))
		return;
	if (pull(me, slot, llc, now_ns()))
		return;
	if (shared_waits && take(llc_dsq(slot), &me->queue))
		return;
	if (pinned_waits && take(pinned_dsq(cpu), &me->pinned))
		return;
	steal(slot, cpu);
}

/* p runs in an LLC whose queue it did not wait in: counts where it came from. */
static __always_inline void count_move(struct ai_numa_counters *me, u32 from_llc, u32 to_node)
{
	struct ai_numa_llc *from = llc_of(from_llc);
	u32 index;
	u64 *count;

	if (!from)
		return;
	if (from->node == to_node) {
		me->llc_steal++;
		return;
	}
	me->steal++;
	index = from->node * nr_nodes + to_node;
	count = bpf_map_lookup_elem(&steals, &index);
	if (count)
		__sync_fetch_and_add(count, 1);
}

/* Counts how long p waited since it woke up. */
static __always_inline void count_wait(struct ai_numa_counters *me, struct task_ctx *tctx, u64 now)
{
	u64 us = (now - tctx->woken_at) / 1000;
	u32 bucket = 0, bits;

	bpf_for(bits, 0, AI_NUMA_BUCKETS - 1) {
		if (us >> bits)
			bucket = bits + 1;
	}
	if (bucket >= AI_NUMA_BUCKETS)
		return;
	if (is_latency(tctx))
		me->latency_wait[bucket]++;
	else
		me->bulk_wait[bucket]++;
}

static __always_inline void count_run(struct ai_numa_counters *me, struct task_ctx *tctx, u32 slot, u32 node, u64 now)
{
	if (tctx->direct)
		me->local++;
	else if (tctx->preempts)
		me->preempt++;
	else if (!tctx->fresh && tctx->llc != slot)
		count_move(me, tctx->llc, node);
	if (node == tctx->home)
		me->home++;
	else
		me->away++;
	if (!tctx->woken_at)
		return;
	count_wait(me, tctx, now);
	if (is_latency(tctx) && !tctx->direct && !tctx->jumps)
		me->exhausted++;
	tctx->woken_at = 0;
}

void SCX_OP(ai_numa_running, struct task_struct *p)
{
	struct task_ctx *tctx = task_ctx_of(p);
	u32 cpu = scx_bpf_task_cpu(p), slot = llc_slot_of_cpu(cpu), node = node_slot_of_cpu(cpu);
	struct ai_numa_cpu_state *state = bpf_map_lookup_elem(&cpu_states, &cpu);
	struct ai_numa_counters *me = bpf_map_lookup_elem(&counters, &cpu);
	struct ai_numa_llc *llc = llc_of(slot);
	u64 now = now_ns();
	bool from_queue;

	if (!tctx || !state || !me || !llc)
		return;
	if (tctx->home >= nr_nodes)
		tctx->home = node;
	count_run(me, tctx, slot, node, now);
	from_queue = !tctx->direct && !tctx->jumps && tctx->llc == slot && !is_pinned(p);
	deadline_of(p, tctx, slot, llc, tctx->direct || tctx->preempts);
	if (from_queue)
		follow_first(tctx, llc);
	tctx->direct = tctx->preempts = tctx->jumps = false;
	tctx->ran_at = now;
	if (is_latency(tctx)) {
		state->runs = AI_NUMA_RUNS_LATENCY;
		state->claimed_until = 0;
	} else {
		state->runs = AI_NUMA_RUNS_BULK;
	}
}

void SCX_OP(ai_numa_stopping, struct task_struct *p, bool runnable)
{
	struct task_ctx *tctx = task_ctx_of(p);
	u32 cpu = scx_bpf_task_cpu(p);
	struct ai_numa_cpu_state *state = bpf_map_lookup_elem(&cpu_states, &cpu);

	if (!tctx || !state)
		return;
	state->runs = AI_NUMA_RUNS_OTHER;
	charge(p, tctx, cpu, now_ns());
	if (!runnable)
		learn_burst(tctx);
}

/* A task of another class takes the CPU. Before 7.1: what waits in its local queue would wait for that one. */
void SCX_OP(ai_numa_cpu_release, s32 cpu, struct scx_cpu_release_args *args)
{
	scx_bpf_reenqueue_local();
}

s32 SCX_OP_SLEEPABLE(ai_numa_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!tctx)
		return -ENOMEM;
	tctx->fresh = true;
	tctx->llc = AI_NUMA_NO_SLOT;
	tctx->home = AI_NUMA_NO_SLOT;
	tctx->home_generation = home_generation - 1;
	tctx->mean_burst = latency_burst_ns * 2;
	return 0;
}

/* A process that ends leaves no home behind for whoever gets its number. */
void SCX_OP(ai_numa_exit_task, struct task_struct *p, struct scx_exit_task_args *args)
{
	u32 tgid = p->tgid;

	if (p->pid == p->tgid)
		bpf_map_delete_elem(&home_hints, &tgid);
}

void SCX_OP(ai_numa_cpu_online, s32 cpu)
{
	learn_place(cpu);
	if (!set_online(cpu, true))
		scx_exit(kval(scx_exit_code, SCX_ECODE_ACT_RESTART) | kval(scx_exit_code, SCX_ECODE_RSN_HOTPLUG),
			 "CPU %d came online on a node that the host has not told of", cpu);
}

/*
 * Once this returns the kernel no longer calls ops.dispatch for the CPU, and
 * waits until all that is queued there ran or left: what we hold for it goes
 * to its local queue, from where the kernel pushes it to other CPUs.
 */
void SCX_OP(ai_numa_cpu_offline, s32 cpu)
{
	u32 slot;

	set_online(cpu, false);
	drain(pinned_dsq(cpu), cpu);
	bpf_for(slot, 0, nr_llcs)
		drain(llc_dsq(slot), cpu);
}

static s32 init_mask(struct online_mask *entry)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return -ENOMEM;
	mask = bpf_kptr_xchg(&entry->mask, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

static s32 init_node(u32 slot)
{
	struct online_mask *entry = bpf_map_lookup_elem(&node_masks, &slot);

	return entry ? init_mask(entry) : -EINVAL;
}

static s32 init_llc(u32 slot)
{
	struct online_mask *entry = bpf_map_lookup_elem(&llc_masks, &slot);
	struct ai_numa_llc *llc = llc_of(slot);
	u32 key = llc ? llc->node : AI_NUMA_NO_SLOT;
	struct ai_numa_node *node = bpf_map_lookup_elem(&nodes, &key);
	s32 err;

	if (!entry || !node)
		return -EINVAL;
	err = scx_bpf_create_dsq(llc_dsq(slot), node->id);
	if (err) {
		scx_error("the queue of an LLC of node %u cannot be made: error %d", node->id, err);
		return err;
	}
	return init_mask(entry);
}

static s32 init_cpu(u32 cpu, const struct cpumask *online)
{
	u32 slot = node_slot_of_cpu(cpu);
	struct ai_numa_node *node = bpf_map_lookup_elem(&nodes, &slot);

	if (bpf_cpumask_test_cpu(cpu, online) && !set_online(cpu, true)) {
		scx_error("CPU %u is online, but the host has not told where it is", cpu);
		return -EINVAL;
	}
	return scx_bpf_create_dsq(pinned_dsq(cpu), node ? (s32)node->id : -1);
}

static s32 init_cpus(void)
{
	const struct cpumask *online = scx_bpf_get_online_cpumask();
	s32 err = 0;
	u32 cpu;

	bpf_for(cpu, 0, nr_cpus) {
		err = init_cpu(cpu, online);
		if (err)
			break;
	}
	scx_bpf_put_cpumask(online);
	return err;
}

s32 SCX_OP_SLEEPABLE(ai_numa_init)
{
	u32 slot;
	s32 err;

	if (!nr_nodes || nr_cpus != scx_bpf_nr_cpu_ids()) {
		scx_error("the host told of %u nodes and %u CPUs; the kernel has %u CPUs", nr_nodes, nr_cpus,
			  scx_bpf_nr_cpu_ids());
		return -EINVAL;
	}
	bpf_for(slot, 0, nr_nodes) {
		err = init_node(slot);
		if (err)
			return err;
	}
	bpf_for(slot, 0, nr_llcs) {
		err = init_llc(slot);
		if (err)
			return err;
	}
	return init_cpus();
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
	.stopping	= (void *)ai_numa_stopping,
	.cpu_release	= (void *)ai_numa_cpu_release,
	.init_task	= (void *)ai_numa_init_task,
	.exit_task	= (void *)ai_numa_exit_task,
	.cpu_online	= (void *)ai_numa_cpu_online,
	.cpu_offline	= (void *)ai_numa_cpu_offline,
	.init		= (void *)ai_numa_init,
	.exit		= (void *)ai_numa_exit,
	.timeout_ms	= 10000,
	.name		= "ai_numa",
};
