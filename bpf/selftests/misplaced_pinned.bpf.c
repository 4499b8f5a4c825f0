// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the mistake that ai_numa must not make: tasks that can run on one CPU
 * only wait in another CPU's queue, which their CPU looks into when its own is
 * empty. On a full machine that is never, and the kernel's watchdog ends us.
 */
#include "schedext/ops.bpf.h"

const volatile u64 slice_ns = 5000000;

void SCX_OP(misplaced_enqueue, struct task_struct *p, u64 enq_flags)
{
	u64 queue = p->nr_cpus_allowed == 1 ? 0 : scx_bpf_task_cpu(p) & 1;

	dsq_insert(p, queue, slice_ns, enq_flags);
}

void SCX_OP(misplaced_dispatch, s32 cpu, struct task_struct *prev)
{
	if (!dsq_move_to_local(cpu & 1))
		dsq_move_to_local(!(cpu & 1));
}

s32 SCX_OP_SLEEPABLE(misplaced_init)
{
	return scx_bpf_create_dsq(0, -1) ?: scx_bpf_create_dsq(1, -1);
}

void SCX_OP(misplaced_exit, struct scx_exit_info *info)
{
	record_exit(info);
}

SCX_OPS(misplaced_pinned) = {
	.enqueue	= (void *)misplaced_enqueue,
	.dispatch	= (void *)misplaced_dispatch,
	.init		= (void *)misplaced_init,
	.exit		= (void *)misplaced_exit,
	.timeout_ms	= 3000,
	.name		= "misplaced_pinned",
};
