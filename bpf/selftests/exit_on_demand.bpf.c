// SPDX-License-Identifier: GPL-2.0-only
/*
 * Leaves from the callback that the test names, in order or by an error, so
 * that each kind, code and message of an exit can be provoked.
 */
#include "schedext/ops.bpf.h"

enum exit_point {
	EXIT_NEVER,
	EXIT_FROM_INIT,
	EXIT_FROM_INIT_TASK,
	EXIT_FROM_ENQUEUE,
	EXIT_FROM_DISPATCH,
	FAIL_INIT,
	ERROR_FROM_DISPATCH,
	BOGUS_QUEUE,
};

const volatile u32 exit_point = EXIT_NEVER;
const volatile u64 exit_code = 0;

static __always_inline void leave_at(u32 point)
{
	if (exit_point == point)
		scx_exit(exit_code, "left from point %u", point);
}

void SCX_OP(demand_enqueue, struct task_struct *p, u64 enq_flags)
{
	leave_at(EXIT_FROM_ENQUEUE);
	dsq_insert(p, exit_point == BOGUS_QUEUE ? 0xbad : 0, 5000000, enq_flags);
}

void SCX_OP(demand_dispatch, s32 cpu, struct task_struct *prev)
{
	leave_at(EXIT_FROM_DISPATCH);
	if (exit_point == ERROR_FROM_DISPATCH)
		scx_error("error from CPU %d", cpu);
	dsq_move_to_local(0);
}

s32 SCX_OP_SLEEPABLE(demand_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	leave_at(EXIT_FROM_INIT_TASK);
	return 0;
}

s32 SCX_OP_SLEEPABLE(demand_init)
{
	leave_at(EXIT_FROM_INIT);
	if (exit_point == FAIL_INIT)
		return -EINVAL;
	return scx_bpf_create_dsq(0, -1);
}

void SCX_OP(demand_exit, struct scx_exit_info *info)
{
	record_exit(info);
}

SCX_OPS(exit_on_demand) = {
	.enqueue	= (void *)demand_enqueue,
	.dispatch	= (void *)demand_dispatch,
	.init_task	= (void *)demand_init_task,
	.init		= (void *)demand_init,
	.exit		= (void *)demand_exit,
	.name		= "exit_on_demand",
};
