// SPDX-License-Identifier: GPL-2.0-only
/*
 * Made for a later kernel: its ops table has a callback that none has today.
 * The host drops it, and the rest runs. It keeps no exit record either.
 */
#include "schedext/kfuncs.bpf.h"

char _license[] SEC("license") = "GPL";

struct sched_ext_ops___newer {
	void (*dispatch)(s32 cpu, struct task_struct *prev);
	void (*from_the_future)(struct task_struct *p);
	u64 flags;
	u32 timeout_ms;
	u64 hotplug_seq;
	char name[128];
};

SEC("struct_ops/from_the_future")
void BPF_PROG(newer_from_the_future, struct task_struct *p)
{
}

SEC("struct_ops/dispatch")
void BPF_PROG(newer_dispatch, s32 cpu, struct task_struct *prev)
{
}

SEC(".struct_ops.link")
struct sched_ext_ops___newer newer_ops = {
	.dispatch		= (void *)newer_dispatch,
	.from_the_future	= (void *)newer_from_the_future,
	.name			= "newer_ops",
};
