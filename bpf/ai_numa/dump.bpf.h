/* SPDX-License-Identifier: GPL-2.0-only */
/* What explains a stall, in the kernel's debug dump: at an ejection, or by SysRq-D into the trace. */
#ifndef AI_NUMA_DUMP_BPF_H
#define AI_NUMA_DUMP_BPF_H

#include "clock.bpf.h"

/* Who took whose tasks. On machines of more nodes than this the list would fill the dump. */
#define DUMP_STEALS_NODES 16

static __always_inline void dump_steals(void)
{
	u32 i;

	if (nr_nodes > DUMP_STEALS_NODES)
		return;
	bpf_for(i, 0, nr_nodes * nr_nodes) {
		u32 index = i, from_slot = i / (nr_nodes ?: 1), to_slot = i % (nr_nodes ?: 1);
		struct ai_numa_node *from = bpf_map_lookup_elem(&nodes, &from_slot), *to = bpf_map_lookup_elem(&nodes, &to_slot);
		u64 *count = bpf_map_lookup_elem(&steals, &index);

		if (count && *count && from && to)
			scx_dump("node %u took %llu tasks of node %u", to->id, *count, from->id);
	}
}

void SCX_OP(ai_numa_dump, struct scx_dump_ctx *dctx)
{
	u32 slot;

	dump_steals();

	bpf_for(slot, 0, nr_llcs) {
		struct ai_numa_llc *llc = llc_of(slot);
		u32 key = llc ? llc->node : AI_NUMA_NO_SLOT;
		struct ai_numa_node *node = bpf_map_lookup_elem(&nodes, &key);

		if (llc && node)
			scx_dump("LLC %u: node %u, %u CPUs online, %d waiting, weight %llu, credit %lld ns, served %lld ns ago", slot, node->id,
				 llc->nr_online, scx_bpf_dsq_nr_queued(llc_dsq(slot)), llc->weight / WEIGHT_ONE, llc->credit,
				 (s64)(now_ns() - llc->served_at));
	}
}

void SCX_OP(ai_numa_dump_cpu, struct scx_dump_ctx *dctx, s32 cpu, bool idle)
{
	u32 key = cpu;
	struct ai_numa_cpu_state *state = bpf_map_lookup_elem(&cpu_states, &key);
	struct ai_numa_counters *count = bpf_map_lookup_elem(&counters, &key);

	if (idle || !state || !count)
		return;
	scx_dump("LLC %u, runs %u (1 bulk, 2 latency), %d pinned waiting", llc_slot_of_cpu(cpu), state->runs,
		 scx_bpf_dsq_nr_queued(pinned_dsq(cpu)));
	scx_dump("counted: local %llu, queue %llu, pinned %llu, preempt %llu, LLC steal %llu, steal %llu, home %llu, away %llu, exhausted %llu",
		 count->local, count->queue, count->pinned, count->preempt, count->llc_steal, count->steal, count->home, count->away,
		 count->exhausted);
}

void SCX_OP(ai_numa_dump_task, struct scx_dump_ctx *dctx, struct task_struct *p)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, 0);
	const u64 *clock = tctx ? clock_of(tctx->queue) : NULL;

	if (tctx)
		scx_dump("home %u (named: %u), queue %u, %lld ns from its clock, bursts of %llu ns, budget %lld ns", tctx->home, tctx->home_named,
			 tctx->queue, clock ? (s64)(tctx->vtime - *clock) : 0, tctx->mean_burst, tctx->budget);
}

#endif
