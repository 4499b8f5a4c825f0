// SPDX-License-Identifier: GPL-2.0-only
/*
 * One queue ordered by virtual time, tasks weighted by nice. Takes the kernel's
 * enum values from the host, as objects made with the kernel's own headers do,
 * and handles hotplug in place.
 */
#include "schedext/ops.bpf.h"

#define QUEUE 7

/* Filled by the host, from the kernel's BTF. */
const volatile u64 __SCX_SLICE_DFL = 0;
const volatile u64 __SCX_DSQ_LOCAL = 0;
const volatile u64 __SCX_NO_SUCH_VALUE = 0;

struct task_ctx {
	u64 vtime;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_ctx);
} task_ctxs SEC(".maps");

u64 clock;
u64 slice_seen, local_seen, unknown_seen;
u32 nr_online, nr_offline;

s32 SCX_OP(vtime_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	bool idle = false;
	s32 cpu = scx_bpf_select_cpu_dfl(p, prev_cpu, wake_flags, &idle);

	if (idle)
		dsq_insert(p, __SCX_DSQ_LOCAL, __SCX_SLICE_DFL, 0);
	return cpu;
}

void SCX_OP(vtime_enqueue, struct task_struct *p, u64 enq_flags)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, 0);
	u64 floor = clock - __SCX_SLICE_DFL;

	if (!tctx)
		return;
	if ((s64)(tctx->vtime - floor) < 0)
		tctx->vtime = floor;
	/* On its way offline a CPU dispatches no more: who can run there only would wait for ever. */
	if (p->nr_cpus_allowed == 1)
		dsq_insert(p, __SCX_DSQ_LOCAL, __SCX_SLICE_DFL, enq_flags);
	else
		dsq_insert_vtime(p, QUEUE, __SCX_SLICE_DFL, tctx->vtime, enq_flags);
	if (!cpu_was_selected(enq_flags))
		kick_cpu(scx_bpf_task_cpu(p), kval(scx_kick_flags, SCX_KICK_IDLE));
}

void SCX_OP(vtime_dispatch, s32 cpu, struct task_struct *prev)
{
	dsq_move_to_local(QUEUE);
}

void SCX_OP(vtime_running, struct task_struct *p)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, 0);

	if (tctx && (s64)(tctx->vtime - clock) > 0)
		clock = tctx->vtime;
}

void SCX_OP(vtime_stopping, struct task_struct *p, bool runnable)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, 0);

	if (tctx)
		tctx->vtime += (__SCX_SLICE_DFL - p->scx.slice) * 100 / (p->scx.weight ?: 1);
}

s32 SCX_OP_SLEEPABLE(vtime_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!tctx)
		return -ENOMEM;
	tctx->vtime = clock;
	return 0;
}

void SCX_OP(vtime_cpu_online, s32 cpu)
{
	nr_online++;
}

void SCX_OP(vtime_cpu_offline, s32 cpu)
{
	nr_offline++;
}

s32 SCX_OP_SLEEPABLE(vtime_init)
{
	slice_seen = __SCX_SLICE_DFL;
	local_seen = __SCX_DSQ_LOCAL;
	unknown_seen = __SCX_NO_SUCH_VALUE;
	return scx_bpf_create_dsq(QUEUE, -1);
}

void SCX_OP(vtime_exit, struct scx_exit_info *info)
{
	record_exit(info);
}

SCX_OPS(weighted_vtime) = {
	.select_cpu	= (void *)vtime_select_cpu,
	.enqueue	= (void *)vtime_enqueue,
	.dispatch	= (void *)vtime_dispatch,
	.running	= (void *)vtime_running,
	.stopping	= (void *)vtime_stopping,
	.init_task	= (void *)vtime_init_task,
	.cpu_online	= (void *)vtime_cpu_online,
	.cpu_offline	= (void *)vtime_cpu_offline,
	.init		= (void *)vtime_init,
	.exit		= (void *)vtime_exit,
	.name		= "weighted_vtime",
};
