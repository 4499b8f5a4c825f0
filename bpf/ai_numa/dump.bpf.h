/* SPDX-License-Identifier: GPL-2.0-only */
/* What explains a stall, in the kernel's debug dump: at an ejection, or by SysRq-D into the trace. */
#ifndef AI_NUMA_DUMP_BPF_H
#define AI_NUMA_DUMP_BPF_H

#include "clock.bpf.h"

void SCX_OP(ai_numa_dump, struct scx_dump_ctx *dctx)
{
	u32 slot;

	bpf_for(slot, 0, nr_llcs) {
		struct ai_numa_llc *llc = llc_of(slot);
		u32 key = llc ? llc->node : AI_NUMA_NO_SLOT;
		struct ai_numa_node *node = bpf_map_lookup_elem(&nodes, &key);

		if (llc && node)
			scx_dump("LLC %u: node %u, %u CPUs online, %d waiting, weight %llu, credit %lld ns, served %lld ns ago", slot, node->id,
				 llc->nr_online, scx_bpf_dsq_nr_queued(llc_dsq(slot)), llc->weight, llc->credit,
				 (s64)(now_ns() - llc->served_at));
	}
}

void SCX_OP(ai_numa_dump_cpu, struct scx_dump_ctx *dctx, s32 cpu, bool idle)
{
	u32 key = cpu;
	struct ai_numa_cpu_state *state = bpf_map_lookup_elem(&cpu_states, &key);

	if (state && !idle)
		scx_dump("LLC %u, runs %u (1 bulk, 2 latency), %d pinned waiting", llc_slot_of_cpu(cpu), state->runs,
			 scx_bpf_dsq_nr_queued(pinned_dsq(cpu)));
}

void SCX_OP(ai_numa_dump_task, struct scx_dump_ctx *dctx, struct task_struct *p)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, 0);
	const u64 *clock = tctx ? clock_of(tctx->queue) : NULL;

	if (tctx)
		scx_dump("home %u (named: %u), queue %u, %lld ns from its clock, bursts of %llu ns, budget %lld ns", tctx->home, tctx->hinted,
			 tctx->queue, clock ? (s64)(tctx->vtime - *clock) : 0, tctx->mean_burst, tctx->budget);
}

#endif
