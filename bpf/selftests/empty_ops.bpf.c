// SPDX-License-Identifier: GPL-2.0-only
/*
 * No callback that is called while tasks run: the kernel's own choice of CPU,
 * one queue, its own order. What a scheduler costs at the least.
 */
#include "schedext/ops.bpf.h"

void SCX_OP(empty_exit, struct scx_exit_info *info)
{
	record_exit(info);
}

SCX_OPS(empty_ops) = {
	.exit	= (void *)empty_exit,
	.name	= "empty_ops",
};
