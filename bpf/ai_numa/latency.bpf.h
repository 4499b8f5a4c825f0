/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Latency tasks: those that sleep and run in short bursts. When one wakes up
 * and no CPU is idle, it takes a CPU from a bulk task, so that it runs at once
 * on a full machine; if there is none to take, it waits before all bulk tasks.
 * Two purses pay for it: its own, refilled at a share of a CPU, so that it
 * cannot pass long work off as short; and one of the LLC, refilled by what bulk
 * tasks get, so that many latency tasks together leave them their part. Who
 * cannot pay competes by fair share.
 *
 * Latency tasks never take a CPU from each other: where all are of that kind,
 * preempting would only trade one's wait for the other's, with a switch on top.
 */
#ifndef AI_NUMA_LATENCY_BPF_H
#define AI_NUMA_LATENCY_BPF_H

#include "clock.bpf.h"

#define CLAIM_NS 1000000	/* how long a task may be on its way to the CPU that it claimed */
#define CHAT_NS 100000		/* about what it takes to wake up an idle CPU: who runs for less is better off without that */
#define CHAT_PAUSE_NS 500000	/* how long such a task is away: while the other one runs, and both are woken up */
#define TEAM 8			/* tasks that a bulk task may wake up at once to run at once */
#define CLAIM_TRIES 8		/* CPUs to look at, at most, for one that runs bulk work */

/* A woken task's budget grows with the time since the last look, more slowly for a lesser weight. */
static __always_inline void refill(struct task_ctx *tctx, u64 now)
{
	u32 weight = weight_of(tctx) < 100 * WEIGHT_ONE ? weight_of(tctx) : 100 * WEIGHT_ONE;
	u64 share = (now - tctx->budget_at) / 10000 * (latency_share * weight) / WEIGHT_ONE;

	/* CPUs' clocks may differ a little. */
	if (time_before(now, tctx->budget_at))
		return;
	tctx->budget_at = now;
	tctx->budget += share < latency_budget_ns ? share : latency_budget_ns;
	if (tctx->budget > (s64)latency_budget_ns)
		tctx->budget = latency_budget_ns;
}

/* May p run ahead of bulk tasks of the LLC? */
static __always_inline bool may_jump(const struct task_ctx *tctx, const struct ai_numa_llc *llc)
{
	return is_latency(tctx) && tctx->budget > (s64)tctx->mean_burst && llc->credit > 0;
}

/* A burst ended. One long burst among short ones counts as twice the limit at most: it takes more than one to become a bulk task. */
static __always_inline void learn_burst(struct task_ctx *tctx)
{
	u64 burst = tctx->burst < latency_burst_ns * 2 ? tctx->burst : latency_burst_ns * 2;

	tctx->mean_burst = (tctx->mean_burst * 3 + burst) / 4;
	tctx->burst = 0;
}

/*
 * Takes hold of a CPU that runs bulk work. One at a time: two tasks that are
 * sent to one CPU would run last in, first out, while others run bulk work on.
 * A claim ends when its task runs, and by itself if it never gets there.
 */
static __always_inline bool claim(u32 cpu, u64 now)
{
	struct ai_numa_cpu_state *state = bpf_map_lookup_elem(&cpu_states, &cpu);
	u64 until;

	if (!state || state->runs != AI_NUMA_RUNS_BULK)
		return false;
	until = state->claimed_until;
	return time_before(until, now) && __sync_val_compare_and_swap(&state->claimed_until, until, now + CLAIM_NS) == until;
}

/*
 * The task of ours that wakes another up just now, if it is one: not an
 * interrupt, nor a task of another class, an interrupt's thread among others,
 * of whose bursts we know nothing.
 */
static __always_inline struct task_ctx *waking_task(void)
{
	struct task_struct *waker = bpf_get_current_task_btf();

	if (in_interrupt() || !(waker->scx.flags & kval(scx_ent_flags, SCX_TASK_QUEUED)))
		return NULL;
	return bpf_task_storage_get(&task_ctxs, waker, 0, 0);
}

/* The same if it is a bulk task. What others wake up owes nothing to who has the CPU. */
static __always_inline struct task_ctx *bulk_waker(void)
{
	struct task_ctx *tctx = waking_task();

	return tctx && !is_latency(tctx) ? tctx : NULL;
}

/*
 * A bulk task that writes message after message wakes its readers up faster
 * than any CPU could switch: they read them together, when its turn is over.
 * So it gives way once for each turn that it had, and whom it wakes beyond that
 * waits as bulk tasks do. But who wakes up a team after a while does so for all
 * of it. Where no bulk task wakes, none is in the way.
 */
static __always_inline bool gives_way(struct task_ctx *waker)
{
	u64 ran, most = slice_max_ns * TEAM;

	if (!waker)
		return true;
	ran = bpf_get_current_task_btf()->se.sum_exec_runtime;
	if (ran - waker->gave_way_until > most)
		waker->gave_way_until = ran - most;
	return ran - waker->gave_way_until >= slice_max_ns;
}

static __always_inline void gave_way(struct task_ctx *waker)
{
	if (waker)
		waker->gave_way_until += slice_max_ns;
}

/* Does anybody wait for a CPU? To ask the kernel takes it two walks through a hash table, as much as half a switch, so an answer holds for a while. */
static __always_inline bool is_wanted(u32 cpu, u64 now)
{
	struct ai_numa_cpu_state *state = bpf_map_lookup_elem(&cpu_states, &cpu);

	if (!state || time_before(now, state->unwanted_at + CHAT_NS))
		return !state;
	if (scx_bpf_dsq_nr_queued(pinned_dsq(cpu)) || scx_bpf_dsq_nr_queued(llc_dsq(llc_slot_of_cpu(cpu))))
		return true;
	state->unwanted_at = now;
	return false;
}

/*
 * Two that hand something back and forth, thousands of times a second: p was
 * away for a moment only, and the one that wakes it up is about to sleep. To
 * wake up a CPU each time, of whatever node, takes longer than all they do, so p
 * takes over its waker's, unless somebody has said that p belongs elsewhere.
 * Where others wait for the CPU, only if p might take one from them anyway, and
 * for what is left of the waker's turn: the two have one turn together. Returns
 * p's part.
 */
static __always_inline u64 turn_taken_over(struct task_struct *p, struct task_ctx *tctx, u64 now)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct task_ctx *waker;
	struct ai_numa_llc *llc;
	u64 ran, left;

	if (tctx->mean_burst >= CHAT_NS || now - tctx->ran_at >= CHAT_PAUSE_NS)
		return 0;
	if (!bpf_cpumask_test_cpu(cpu, p->cpus_ptr) || (tctx->home_named && node_slot_of_cpu(cpu) != tctx->home))
		return 0;
	waker = waking_task();
	if (!waker || waker->mean_burst >= CHAT_NS || scx_bpf_dsq_nr_queued(LOCAL))
		return 0;
	ran = now - waker->ran_at;
	if (waker->burst + ran >= CHAT_NS)
		return 0;
	if (!is_wanted(cpu, now))
		return slice_max_ns;
	llc = llc_of(llc_slot_of_cpu(cpu));
	left = bpf_get_current_task_btf()->scx.slice;
	return llc && may_jump(tctx, llc) && left > ran + CHAT_NS ? left - ran : 0;
}

/* Claims a CPU of an LLC that p may run on; begins at a different one each time. */
static __always_inline s32 claim_in_llc(struct task_struct *p, u32 slot, u64 now, u32 *tries)
{
	struct ai_numa_llc *llc = llc_of(slot);
	u32 i;

	if (!llc || !llc->nr_cpus)
		return -ENOENT;
	bpf_for(i, 0, llc->nr_cpus) {
		u32 index = llc->first_cpu + (i + (u32)now) % llc->nr_cpus;
		struct ai_numa_llc_cpu *entry;

		if (!*tries)
			break;
		--*tries;
		entry = bpf_map_lookup_elem(&llc_cpus, &index);
		if (entry && bpf_cpumask_test_cpu(entry->cpu, p->cpus_ptr) && claim(entry->cpu, now))
			return entry->cpu;
	}
	return -ENOENT;
}

/* A CPU that p takes from bulk work: the one it knows, if that is at home, else one of an LLC at home, else one near that. */
__noinline s32 ai_numa_claim_cpu(struct task_struct *p __arg_trusted, s32 prev_cpu, u32 slot, u64 now)
{
	u32 tries = CLAIM_TRIES, k;
	s32 cpu;

	if (llc_slot_of_cpu(prev_cpu) == slot && bpf_cpumask_test_cpu(prev_cpu, p->cpus_ptr) && claim(prev_cpu, now))
		return prev_cpu;
	cpu = claim_in_llc(p, slot, now, &tries);
	bpf_for(k, 0, nr_near) {
		struct ai_numa_near *other;

		if (cpu >= 0 || !tries)
			break;
		other = near_of(slot, k);
		if (other)
			cpu = claim_in_llc(p, other->llc, now, &tries);
	}
	return cpu;
}

#endif
