// SPDX-License-Identifier: GPL-2.0-only
/*
 * One queue for the whole machine, first in, first out, with the kernel's own
 * choice of CPU. No hotplug callbacks: the kernel ends it at each CPU hotplug
 * and asks for a restart.
 */
#include "schedext/ops.bpf.h"

#define QUEUE 0

const volatile u64 slice_ns = 5000000;
u64 nr_dispatched;

void SCX_OP(fifo_enqueue, struct task_struct *p, u64 enq_flags)
{
	dsq_insert(p, QUEUE, slice_ns, enq_flags);
}

void SCX_OP(fifo_dispatch, s32 cpu, struct task_struct *prev)
{
	if (dsq_move_to_local(QUEUE))
		__sync_fetch_and_add(&nr_dispatched, 1);
}

s32 SCX_OP_SLEEPABLE(fifo_init)
{
	return scx_bpf_create_dsq(QUEUE, -1);
}

void SCX_OP(fifo_exit, struct scx_exit_info *info)
{
	record_exit(info);
}

SCX_OPS(global_fifo) = {
	.enqueue	= (void *)fifo_enqueue,
	.dispatch	= (void *)fifo_dispatch,
	.init		= (void *)fifo_init,
	.exit		= (void *)fifo_exit,
	.name		= "global_fifo",
};
