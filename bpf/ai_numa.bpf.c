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
 *   - takes over its waker's CPU, if the two hand something back and forth for
 *     microseconds (ai_numa/latency.bpf.h);
 *   - else goes straight to an idle CPU: of its home node, the previous one, one
 *     near that;
 *   - else, if it is a latency task within its budget, takes a CPU from a bulk
 *     task, at most one such task a CPU at a time (ai_numa/latency.bpf.h);
 *   - else waits in the queue of an LLC of its home node, by virtual deadline
 *     (ai_numa/clock.bpf.h, ai_numa/home.bpf.h).
 *
 * Tasks that can run on one CPU only wait in a queue of that CPU. Put behind a
 * shared queue they would wait for ever; put in the CPU's local queue they
 * would shut out the shared one, since ops.dispatch is not called while a local
 * queue holds a task. Of both queues' first ones, who is further behind its
 * queue's clock runs.
 *
 * A CPU without work takes some from near LLCs, then from near nodes; one with
 * work evens out great differences (ai_numa/balance.bpf.h).
 *
 * A task's weight is that of its nice value and its cgroups together
 * (ai_numa/cgroup.bpf.h); tasks of a cgroup that used up its cpu.max are put
 * aside (ai_numa/limit.bpf.h).
 *
 * A function named ai_numa_… that is no callback is a function to the verifier
 * too: it looks at it once, not on each path that leads there, which is a good
 * part of what a start takes. A call has its price at run time, so those that
 * each wake-up passes are inlined.
 *
 * Topology comes from the host, in tables that it may refresh while we run.
 * Loads on 6.12 and everything after.
 */
#include "ai_numa/latency.bpf.h"
#include "ai_numa/home.bpf.h"
#include "ai_numa/balance.bpf.h"
#include "ai_numa/hotplug.bpf.h"
#include "ai_numa/sweep.bpf.h"
#include "ai_numa/dump.bpf.h"
#include "ai_numa/snapshot.bpf.h"

/*
 * Run now or come back: if a real-time task has the CPU when p gets there, p
 * must not wait behind it. Before 7.1 only cpu_release sees to that.
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

/* An idle CPU, at home if p last ran elsewhere, or whatever CPU the kernel thinks of. */
static __always_inline s32 pick_cpu(struct task_struct *p, struct task_ctx *tctx, s32 prev_cpu, u64 wake_flags, bool *idle)
{
	s32 cpu = pick_idle_at_home(p, tctx, prev_cpu);

	*idle = true;
	return cpu >= 0 ? cpu : scx_bpf_select_cpu_dfl(p, prev_cpu, sync_within_node(wake_flags, prev_cpu), idle);
}

/*
 * p goes straight to the local queue of an idle CPU. That may be the one we are
 * on: the kernel counts a waker that is about to sleep as idle, and p must wait
 * for that.
 */
static __always_inline void insert_on_idle(struct task_struct *p, s32 cpu)
{
	dsq_insert(p, LOCAL, slice_max_ns, cpu == (s32)bpf_get_smp_processor_id() ? 0 : at_once());
}

static __always_inline void insert_preempting(struct task_struct *p, struct task_ctx *tctx, u64 enq_flags)
{
	tctx->jumps = tctx->preempts = true;
	dsq_insert(p, LOCAL, slice_max_ns, enq_flags | kval(scx_enq_flags, SCX_ENQ_PREEMPT) | at_once());
}

/* p woke up: a burst is over, and its budget grew meanwhile. Not so at a change of its affinity or weight, which looks the same to ops.stopping. */
static __always_inline void wake(struct task_ctx *tctx, u64 now)
{
	tctx->woken_at = now;
	learn_burst(tctx);
	refill(tctx, now);
}

s32 SCX_OP(ai_numa_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	struct task_ctx *tctx = task_ctx_of(p);
	struct task_ctx *waker;
	struct ai_numa_llc *llc;
	bool idle = false;
	bool woken = wake_flags & kval(scx_wake_flags, SCX_WAKE_TTWU);
	s32 cpu, claimed;
	u64 now, turn;
	u32 home;

	if (!tctx)
		return prev_cpu;
	now = now_ns();
	set_weight(p, tctx);
	if (woken)
		wake(tctx, now);
	if (over_limit(tctx))
		return prev_cpu;
	refresh_home(p, tctx, now);
	turn = woken && (wake_flags & kval(scx_wake_flags, SCX_WAKE_SYNC)) ? turn_taken_over(p, tctx, now) : 0;
	if (turn) {
		tctx->direct = true;
		dsq_insert(p, LOCAL, turn, 0);
		return bpf_get_smp_processor_id();
	}
	cpu = pick_cpu(p, tctx, prev_cpu, wake_flags, &idle);
	if (idle) {
		tctx->direct = tctx->alone = true;
		insert_on_idle(p, cpu);
		return cpu;
	}
	/* Not on fork and exec: a new task has not shown yet that it is short. */
	llc = llc_of(llc_slot_of_cpu(prev_cpu));
	if (!woken || !llc || !may_jump(tctx, llc))
		return cpu;
	waker = bulk_waker();
	tctx->waits = !gives_way(waker);
	if (tctx->waits)
		return cpu;
	home = home_llc(p, tctx, prev_cpu);
	claimed = home == AI_NUMA_NO_SLOT ? -ENOENT : ai_numa_claim_cpu(p, prev_cpu, home, now);
	if (claimed < 0)
		return cpu;
	gave_way(waker);
	insert_preempting(p, tctx, 0);
	return claimed;
}

/*
 * Preempted while it reads under RCU (rcu_note_context_switch() notes that, and
 * __schedule() calls it before us): each grace period waits for it, and with
 * little weight it might be away for so long that the kernel calls it a stall,
 * and ejects us. Such sections are short, and what it uses is booked. The depth
 * of nesting does not tell: our own programs are such sections.
 */
static __always_inline bool holds_up_rcu(struct task_struct *p, bool woken)
{
	return !woken && bpf_core_field_exists(p->rcu_read_unlock_special) && p->rcu_read_unlock_special.b.blocked;
}

/* Where p waits in a queue of an LLC: before all bulk tasks if it jumps. */
static __always_inline u64 place_of(struct task_struct *p, struct task_ctx *tctx, u32 queue, u64 load, bool woken, bool jumps)
{
	u64 deadline = ai_numa_deadline(tctx, queue, load, woken);

	return jumps || holds_up_rcu(p, woken) ? deadline - JUMP_NS : deadline;
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
		kick_cpu(cpu, kval(scx_kick_flags, SCX_KICK_PREEMPT));
}

/*
 * The kernel asks ops.select_cpu for no CPU here, so whether p's is idle is asked
 * first. A kernel thread that wakes up runs at once, since others wait for what
 * it does; so does a latency task if the CPU does bulk work. A CPU on its way
 * offline dispatches no more, so there it is the local queue, from which the
 * kernel pushes tasks elsewhere.
 */
static __always_inline void enqueue_pinned(struct task_struct *p, struct task_ctx *tctx, u64 enq_flags)
{
	u32 cpu = scx_bpf_task_cpu(p), slot = llc_slot_of_cpu(cpu);
	const struct cpumask *online = llc_online(slot);
	struct ai_numa_llc *llc = llc_of(slot);
	bool woken = enq_flags & kval(scx_enq_flags, SCX_ENQ_WAKEUP);
	struct task_ctx *waker;
	u64 load, turn;

	if (!llc || !online || !bpf_cpumask_test_cpu(cpu, online)) {
		dsq_insert(p, LOCAL, slice_min_ns, enq_flags);
		return;
	}
	if (woken)
		wake(tctx, now_ns());
	/* Nobody tells here whether the waker is about to sleep. If it is not, p waits for it, as it would in the queue. */
	turn = woken && cpu == bpf_get_smp_processor_id() && !(p->flags & PF_KTHREAD) ? turn_taken_over(p, tctx, tctx->woken_at) : 0;
	if (turn) {
		tctx->direct = true;
		dsq_insert(p, LOCAL, turn, enq_flags);
		return;
	}
	if (woken && scx_bpf_test_and_clear_cpu_idle(cpu)) {
		tctx->direct = tctx->alone = true;
		insert_on_idle(p, cpu);
		return;
	}
	waker = woken && !(p->flags & PF_KTHREAD) ? bulk_waker() : NULL;
	tctx->waits = !gives_way(waker);
	tctx->jumps = may_jump(tctx, llc) && !tctx->waits;
	if (woken && tctx->jumps && ((p->flags & PF_KTHREAD) || claim(cpu, tctx->woken_at))) {
		gave_way(waker);
		insert_preempting(p, tctx, enq_flags);
		return;
	}
	load = load_of(slot, llc) + scx_bpf_dsq_nr_queued(pinned_dsq(cpu)) * 64;
	compete(tctx, slot);
	dsq_insert_vtime(p, pinned_dsq(cpu), slice_of(load), place_of(p, tctx, cpu_queue(cpu), load, woken, tctx->jumps), enq_flags);
	if (woken && tctx->jumps)
		choose_again(cpu);
	/* The kernel itself wakes an idle CPU for a task that wakes up there. */
	if (!woken)
		kick_cpu(cpu, kval(scx_kick_flags, SCX_KICK_IDLE));
}

void SCX_OP(ai_numa_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct task_ctx *tctx = task_ctx_of(p);
	struct ai_numa_llc *llc;
	bool selected = cpu_was_selected(enq_flags);
	u64 load;
	u32 slot;
	s32 cpu;

	if (!tctx)
		return;
	tctx->direct = tctx->preempts = false;
	set_weight(p, tctx);
	if (over_limit(tctx) && park(p, tctx, enq_flags))
		return;
	/* ops.dispatch left p without a turn, as it was over its limit, which was refilled since: the CPU is about to go idle. */
	if (enq_flags & kval(scx_enq_flags, SCX_ENQ_LAST))
		kick_cpu(scx_bpf_task_cpu(p), 0);
	if (is_pinned(p)) {
		enqueue_pinned(p, tctx, enq_flags);
		return;
	}
	if (!selected)
		refresh_home(p, tctx, now_ns());
	slot = queue_of(p, tctx);
	llc = llc_of(slot);
	if (!llc) {
		scx_error("CPU %d of %s[%d] belongs to no known LLC", scx_bpf_task_cpu(p), (u64)p->comm, p->pid);
		return;
	}
	tctx->jumps = may_jump(tctx, llc) && !tctx->waits;
	load = load_of(slot, llc);
	compete(tctx, slot);
	if (!load)
		llc->served_at = now_ns();
	dsq_insert_vtime(p, llc_dsq(slot), slice_of(load), place_of(p, tctx, slot, load, selected, tctx->jumps), enq_flags);

	/*
	 * An idle CPU looks into queues when it is kicked only. The kernel does that for p's own CPU; whether another is idle
	 * select_cpu has asked, if it was called at all. Who may jump asks again, as one may have become idle since.
	 */
	if (selected && !tctx->jumps)
		return;
	if (selected)
		choose_again(scx_bpf_task_cpu(p));
	cpu = pick_idle_near(p->cpus_ptr, node_slot_of_cpu(scx_bpf_task_cpu(p)), 0);
	if (cpu >= 0)
		kick_cpu(cpu, kval(scx_kick_flags, SCX_KICK_IDLE));
}

#define NOBODY ((s64)(~0ULL >> 1))

/* How far ahead of its clock the deadline of a queue's first task is; negative if it is late, or jumps. NOBODY if there is none. */
__noinline s64 ai_numa_first_lead(u64 dsq_id, u32 queue)
{
	const u64 *clock = clock_of(queue);
	struct bpf_iter_scx_dsq it;
	struct task_struct *p;
	s64 lead = NOBODY;

	if (!clock)
		return lead;
	bpf_rcu_read_lock();
	bpf_iter_scx_dsq_new(&it, dsq_id, 0);
	p = bpf_iter_scx_dsq_next(&it);
	if (p)
		lead = p->scx.dsq_vtime - *clock;
	bpf_iter_scx_dsq_destroy(&it);
	bpf_rcu_read_unlock();
	return lead;
}

/* The same of prev, if it queued now. */
static __always_inline s64 lead_of(struct task_struct *prev, struct task_ctx *tctx, u32 queue, u64 load, bool jumps)
{
	u64 place = place_of(prev, tctx, queue, load, false, jumps);
	const u64 *clock = clock_of(queue);

	return clock ? (s64)(place - *clock) : 0;
}

/*
 * The turn of prev, which could run on, is over. Books it, since prev may well
 * go on without ops.stopping being called: a latency task that does not stop
 * must not pass for one.
 */
__noinline bool ai_numa_ends_turn(struct task_struct *prev __arg_trusted, struct task_ctx *tctx __arg_nonnull, u32 cpu)
{
	struct ai_numa_cpu_state *state = bpf_map_lookup_elem(&cpu_states, &cpu);

	if (!state)
		return false;
	charge(prev, tctx, cpu, now_ns());
	/* Its weight changes with what runs in other cgroups, and while it is alone it does not queue. */
	if (grouping && tctx->weighs)
		weigh_in(tctx, tctx->weighs_in);
	state->runs = is_latency(tctx) ? AI_NUMA_RUNS_LATENCY : AI_NUMA_RUNS_BULK;
	return true;
}

/* prev goes on. */
static __always_inline void next_turn(struct task_struct *prev, struct task_ctx *tctx, u64 slice)
{
	task_set_slice(prev, slice);
	limit_turn(prev, tctx, slice);
}

__noinline bool ai_numa_take_pinned(u32 cpu, u64 now)
{
	struct ai_numa_counters *me = bpf_map_lookup_elem(&counters, &cpu);

	if (!me || !dsq_move_to_local(pinned_dsq(cpu)))
		return false;
	me->pinned++;
	me->pinned_at = now;
	return true;
}

static __always_inline bool take_shared(struct ai_numa_counters *me, u32 slot)
{
	if (!dsq_move_to_local(llc_dsq(slot)))
		return false;
	me->queue++;
	return true;
}

void SCX_OP(ai_numa_dispatch, s32 cpu, struct task_struct *prev)
{
	u32 key = cpu, slot = llc_slot_of_cpu(cpu);
	struct ai_numa_counters *me = bpf_map_lookup_elem(&counters, &key);
	struct ai_numa_llc *llc = llc_of(slot);
	struct task_ctx *tctx = NULL;
	u64 now = now_ns(), load;
	s64 shared = 0, pinned = 0, first;
	bool shared_waits, pinned_waits, pulls;

	if (!me || !llc)
		return;
	if (prev && (prev->scx.flags & kval(scx_ent_flags, SCX_TASK_QUEUED)))
		tctx = task_ctx_of(prev);
	if (tctx && !ai_numa_ends_turn(prev, tctx, cpu))
		return;
	if (tctx && over_limit(tctx) && can_park(prev))
		tctx = NULL;

	/* Who is first matters only if there is a choice; to look takes the queue's lock. */
	pulls = pull_due(me, now);
	pinned_waits = scx_bpf_dsq_nr_queued(pinned_dsq(cpu));
	shared_waits = scx_bpf_dsq_nr_queued(llc_dsq(slot));
	if (pinned_waits && (shared_waits || tctx || pulls)) {
		pinned = ai_numa_first_lead(pinned_dsq(cpu), cpu_queue(cpu));
		pinned_waits = pinned != NOBODY;
	}
	if (shared_waits && (pinned_waits || tctx || pulls)) {
		shared = ai_numa_first_lead(llc_dsq(slot), slot);
		shared_waits = shared != NOBODY;
	}
	llc->served_at = now;
	first = pinned_waits && (!shared_waits || pinned < shared) ? pinned : shared;

	/* Nobody else can help who is pinned: however their clock compares, they have a turn in a tenth of a second, after who jumps. */
	if (pinned_waits && time_before(me->pinned_at + slice_sum_ns, now) && first > -(s64)(JUMP_NS / 2) && ai_numa_take_pinned(cpu, now))
		return;
	/* Other LLCs' tasks have their turn, but not before those who jump, or are very late: a little late the first one always is. */
	if (pulls && !(tctx && is_latency(tctx)) && !((pinned_waits || shared_waits) && first < -(s64)slice_sum_ns) &&
	    ai_numa_pull(cpu, slot, now))
		return;
	load = tctx ? load_of(slot, llc) : 0;
	if (tctx && (pinned_waits || shared_waits) &&
	    lead_of(prev, tctx, is_pinned(prev) ? cpu_queue(cpu) : slot, load, may_jump(tctx, llc)) < first) {
		next_turn(prev, tctx, slice_of(load));
		return;
	}
	if (pinned_waits && first == pinned && ai_numa_take_pinned(cpu, now))
		return;
	if (shared_waits && take_shared(me, slot))
		return;
	if (pinned_waits && ai_numa_take_pinned(cpu, now))
		return;
	if (!tctx) {
		ai_numa_steal(slot, cpu);
		return;
	}
	tctx->alone = true;
	next_turn(prev, tctx, slice_of(load));
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

/* The bits that a number has, as far as there are buckets. By halves: a loop over the buckets costs as much as all the rest of ai_numa_running. */
static __always_inline u32 bucket_of(u64 us)
{
	u32 bits = 0;

	if (us >> (AI_NUMA_BUCKETS - 2))
		return AI_NUMA_BUCKETS - 1;
	if (us >> 16) {
		bits += 16;
		us >>= 16;
	}
	if (us >> 8) {
		bits += 8;
		us >>= 8;
	}
	if (us >> 4) {
		bits += 4;
		us >>= 4;
	}
	if (us >> 2) {
		bits += 2;
		us >>= 2;
	}
	if (us >> 1)
		return bits + 2;
	return bits + (u32)us;
}

/* Counts how long p waited since it woke up. */
static __always_inline void count_wait(struct ai_numa_counters *me, struct task_ctx *tctx, u64 now)
{
	u32 bucket = bucket_of(time_before(now, tctx->woken_at) ? 0 : (now - tctx->woken_at) / 1000);

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
	else if (!tctx->fresh && tctx->queue < nr_llcs && tctx->queue != slot)
		count_move(me, tctx->queue, node);
	if (node == tctx->home)
		me->home++;
	else
		me->away++;
	if (!tctx->woken_at)
		return;
	count_wait(me, tctx, now);
	if (is_latency(tctx) && !tctx->direct && !tctx->jumps && !tctx->waits)
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
	u64 *clock;
	u32 queue;

	if (!tctx || !state || !me || !llc)
		return;
	settle_home(tctx, node, now);
	count_run(me, tctx, slot, node, now);
	queue = is_pinned(p) ? cpu_queue(cpu) : slot;
	clock = clock_of(queue);
	if (!clock)
		return;
	from_queue = !tctx->direct && !tctx->jumps && tctx->queue == queue;
	settle(tctx, queue, *clock, tctx->direct || tctx->preempts);
	if (from_queue)
		follow_first(p, tctx);
	tctx->direct = tctx->preempts = tctx->jumps = tctx->waits = false;
	tctx->ran_at = now;
	/* It was parked. */
	if (grouping && !tctx->counted)
		set_weight(p, tctx);
	limit_turn(p, tctx, p->scx.slice);
	if (is_latency(tctx)) {
		state->runs = AI_NUMA_RUNS_LATENCY;
		state->claimed_until = 0;
	} else {
		state->runs = AI_NUMA_RUNS_BULK;
		/* Pulled, it weighs here at once: else all others would go on pulling for its sake. */
		compete(tctx, slot);
	}
}

/* A task competes no more: neither in an LLC nor in its cgroup. */
static __always_inline void leave(struct task_ctx *tctx)
{
	if (tctx->weighs)
		weigh_in(tctx, AI_NUMA_NO_SLOT);
	uncount(tctx);
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
		leave(tctx);
}

/* p goes over to another class, maybe while it waits. */
void SCX_OP(ai_numa_disable, struct task_struct *p)
{
	struct task_ctx *tctx = task_ctx_of(p);

	if (tctx)
		leave(tctx);
}

/* A task of another class takes the CPU: what is in its local queue would wait for that one. From 7.1 on, what was taken from a queue, or took over its waker's CPU. */
void SCX_OP(ai_numa_cpu_release, s32 cpu, struct scx_cpu_release_args *args)
{
	reenqueue_local();
}

s32 SCX_OP_SLEEPABLE(ai_numa_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!tctx)
		return -ENOMEM;
	tctx->fresh = true;
	tctx->queue = AI_NUMA_NO_SLOT;
	tctx->home = AI_NUMA_NO_SLOT;
	tctx->away_on = AI_NUMA_NO_SLOT;
	tctx->home_generation = home_generation - 1;
	tctx->mean_burst = latency_burst_ns * 2;
	tctx->group = bpf_core_field_exists(args->cgroup) ? slot_of_cgroup(BPF_CORE_READ(args, cgroup)) : 0;
	return 0;
}

void SCX_OP(ai_numa_set_cpumask, struct task_struct *p, const struct cpumask *allowed)
{
	struct task_ctx *tctx = task_ctx_of(p);

	if (tctx)
		leave_home(p, tctx);
}

/* A process that ends leaves no home behind for whoever gets its number. */
void SCX_OP(ai_numa_exit_task, struct task_struct *p, struct scx_exit_task_args *args)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, 0);
	u32 tgid = p->tgid;

	if (tctx)
		leave(tctx);
	if (p->pid == p->tgid)
		bpf_map_delete_elem(&home_hints, &tgid);
}

void SCX_OP(ai_numa_cpu_online, s32 cpu)
{
	leaving = -1;
	learn_place(cpu);
	if (!set_online(cpu, true))
		scx_exit(kval(scx_exit_code, SCX_ECODE_ACT_RESTART) | kval(scx_exit_code, SCX_ECODE_RSN_HOTPLUG),
			 "CPU %d came online on a node that the host has not told of", cpu);
}

/*
 * Once this returns the kernel no longer calls ops.dispatch for the CPU, and
 * waits until all that is queued there ran or left: what we hold for it goes
 * to its local queue, from where the kernel pushes it to other CPUs. Who waits
 * in an LLC that now has no CPU for it leaves too, as all others might be idle.
 */
void SCX_OP(ai_numa_cpu_offline, s32 cpu)
{
	u32 slot;

	set_online(cpu, false);
	bpf_rcu_read_lock();
	bpf_for(slot, 1, groups_end) {
		struct ai_numa_group *group = group_of(slot);

		if (group && group->parked)
			drain(parked_dsq(slot), cpu, NULL);
	}
	/* After those: a sweep may just have let some go on to here. */
	drain(pinned_dsq(cpu), cpu, NULL);
	bpf_for(slot, 0, nr_llcs)
		drain(llc_dsq(slot), cpu, llc_online(slot));
	bpf_rcu_read_unlock();
	watch_leaving(cpu);
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
	.set_cpumask	= (void *)ai_numa_set_cpumask,
	.disable	= (void *)ai_numa_disable,
	.exit_task	= (void *)ai_numa_exit_task,
	.cgroup_init	= (void *)ai_numa_cgroup_init,
	.cgroup_exit	= (void *)ai_numa_cgroup_exit,
	.cgroup_move	= (void *)ai_numa_cgroup_move,
	.cgroup_set_weight = (void *)ai_numa_cgroup_set_weight,
	.cgroup_set_bandwidth = (void *)ai_numa_cgroup_set_bandwidth,
	.cpu_online	= (void *)ai_numa_cpu_online,
	.cpu_offline	= (void *)ai_numa_cpu_offline,
	.dump		= (void *)ai_numa_dump,
	.dump_cpu	= (void *)ai_numa_dump_cpu,
	.dump_task	= (void *)ai_numa_dump_task,
	.init		= (void *)ai_numa_init,
	.exit		= (void *)ai_numa_exit,
	.flags		= SCX_OPS_ENQ_LAST,	/* or the kernel would let a CPU's only task go on beyond its limit */
	.timeout_ms	= 10000,
	.name		= "ai_numa",
};
