// SPDX-License-Identifier: GPL-2.0-only
/* The verifier must refuse it: the task that was running before may be null, and is read unchecked. */
#include "schedext/ops.bpf.h"

void SCX_OP(refused_dispatch, s32 cpu, struct task_struct *prev)
{
	if (prev->pid == cpu)
		dsq_move_to_local(0);
}

SCX_OPS(refused_fail) = {
	.dispatch	= (void *)refused_dispatch,
	.name		= "refused_fail",
};
