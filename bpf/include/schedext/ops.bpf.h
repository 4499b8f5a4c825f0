/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every scheduler here has: its licence, its ops table, and the record of
 * how it ended, which the host reads from the object's mapped data.
 */
#ifndef SCHEDEXT_OPS_BPF_H
#define SCHEDEXT_OPS_BPF_H

#include "kfuncs.bpf.h"

char _license[] SEC("license") = "GPL";

#define SCX_OP(name, args...) SEC("struct_ops/" #name) BPF_PROG(name, ##args)
#define SCX_OP_SLEEPABLE(name, args...) SEC("struct_ops.s/" #name) BPF_PROG(name, ##args)

/* No autoattach: the host attaches, once. */
#define SCX_OPS(name) SEC(".struct_ops.link") struct sched_ext_ops name

/*
 * Our own fixed layout, since the kernel's struct scx_exit_info grows in the
 * middle. The host finds it by its member names, whatever the variable's name.
 * kind is written last: once it is not zero, the rest is complete.
 */
struct exit_record {
	s32 kind;
	s32 exit_cpu;		/* -1 where the kernel does not say (before 7.2) */
	s64 exit_code;
	u64 flags;		/* 0 before 6.18 */
	char reason[128];
	char msg[1024];
};

struct exit_record exit_record SEC(".data");

/* The debug dump: NAME_dump and NAME_dump_len beside the record NAME. The host sizes both before load, to exit_dump_len. */
char exit_record_dump[1] SEC(".data.exit_record_dump");
const volatile u32 exit_record_dump_len = 1;

static __always_inline void record_exit(const struct scx_exit_info *info)
{
	bpf_probe_read_kernel_str(exit_record.reason, sizeof(exit_record.reason), info->reason);
	bpf_probe_read_kernel_str(exit_record.msg, sizeof(exit_record.msg), info->msg);
	if (exit_record_dump_len > 1)
		bpf_probe_read_kernel_str(exit_record_dump, exit_record_dump_len, info->dump);
	exit_record.exit_cpu = bpf_core_field_exists(info->exit_cpu) ? info->exit_cpu : -1;
	exit_record.flags = bpf_core_field_exists(info->flags) ? info->flags : 0;
	exit_record.exit_code = info->exit_code;
	__atomic_exchange_n(&exit_record.kind, (s32)info->kind, __ATOMIC_SEQ_CST);
}

#endif
