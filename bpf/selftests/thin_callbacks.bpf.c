// SPDX-License-Identifier: GPL-2.0-only
/*
 * The callbacks of ai_numa with next to nothing in them: what the kernel does
 * without them, and no more. What calling them costs, whatever they do.
 */
#include "schedext/ops.bpf.h"

#define LOCAL kval(scx_dsq_id_flags, SCX_DSQ_LOCAL)
#define QUEUE 0
#define SLICE_NS 5000000

s32 SCX_OP(thin_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	bool idle = false;
	s32 cpu = scx_bpf_select_cpu_dfl(p, prev_cpu, wake_flags, &idle);

	if (idle)
		dsq_insert(p, LOCAL, SLICE_NS, 0);
	return cpu;
}

void SCX_OP(thin_enqueue, struct task_struct *p, u64 enq_flags)
{
	dsq_insert(p, QUEUE, SLICE_NS, enq_flags);
}

void SCX_OP(thin_dispatch, s32 cpu, struct task_struct *prev)
{
	dsq_move_to_local(QUEUE);
}

void SCX_OP(thin_running, struct task_struct *p)
{
}

void SCX_OP(thin_stopping, struct task_struct *p, bool runnable)
{
}

s32 SCX_OP_SLEEPABLE(thin_init)
{
	return scx_bpf_create_dsq(QUEUE, -1);
}

void SCX_OP(thin_exit, struct scx_exit_info *info)
{
	record_exit(info);
}

SCX_OPS(thin_callbacks) = {
	.select_cpu	= (void *)thin_select_cpu,
	.enqueue	= (void *)thin_enqueue,
	.dispatch	= (void *)thin_dispatch,
	.running	= (void *)thin_running,
	.stopping	= (void *)thin_stopping,
	.init		= (void *)thin_init,
	.exit		= (void *)thin_exit,
	.name		= "thin_callbacks",
};
