/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The few kernel types, members and constants that our schedulers touch, each
 * with the file it mirrors. There is no vmlinux.h: members are found by name
 * when the object is loaded (CO-RE), so order, padding and everything that is
 * not named here may differ between kernels.
 *
 * Values of kernel enums are placeholders: kval() takes the running kernel's.
 */
#ifndef SCHEDEXT_KERNEL_BPF_H
#define SCHEDEXT_KERNEL_BPF_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

/* include/uapi/linux/bpf.h: user-space ABI, the same on every kernel. */
enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_TASK_STORAGE = 29,
};

enum {
	BPF_F_NO_PREALLOC = 1U << 0,
	BPF_F_MMAPABLE = 1U << 10,
};

enum {
	BPF_LOCAL_STORAGE_GET_F_CREATE = 1U << 0,
};

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

/* include/uapi/asm-generic/errno-base.h */
#define ENOENT 2
#define ENOMEM 12
#define EINVAL 22

/* include/uapi/linux/time.h */
#define CLOCK_MONOTONIC 1

/* include/linux/sched.h: "getting shut down", "I am a kernel thread". */
#define PF_EXITING 0x00000004
#define PF_KTHREAD 0x00200000

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* include/linux/cpumask_types.h */
struct cpumask {
	unsigned long bits[1];
};

/* kernel/bpf/cpumask.c */
struct bpf_cpumask {
	struct cpumask cpumask;
};

/* include/linux/sched/ext.h */
struct sched_ext_entity {
	u32 flags;		/* enum scx_ent_flags */
	u32 weight;		/* of the task's nice value; 100 is nice 0 */
	u64 slice;		/* left of its turn, ns */
	u64 dsq_vtime;		/* its place in a queue by virtual time; read only */
	unsigned long runnable_at;	/* when it last began to wait for a CPU, in jiffies: what the watchdog goes by */
};

/* include/linux/kernfs.h */
struct kernfs_node {
	const char *name;
	u64 id;
};

/* include/linux/cgroup-defs.h */
struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};

struct cgroup {
	struct cgroup_subsys_state self;
	int level;		/* 0 is the root */
	struct kernfs_node *kn;
	struct cgroup *ancestors[];	/* by level, itself last */
};

struct css_set {
	struct cgroup *dfl_cgrp;
};

/* include/linux/nodemask.h: as long as the kernel says */
typedef struct {
	unsigned long bits[1];
} nodemask_t;

/* include/linux/mempolicy.h */
struct mempolicy {
	unsigned short mode;
	nodemask_t nodes;
};

/* include/uapi/linux/mempolicy.h: the modes that name nodes to be at */
enum {
	MPOL_PREFERRED = 1,
	MPOL_BIND = 2,
	MPOL_PREFERRED_MANY = 5,
};

/* include/linux/sched.h */
union rcu_special {
	struct {
		u8 blocked;
	} b;
};

struct sched_entity {
	u64 sum_exec_runtime;	/* ns, in whatever class */
};

/* arch/x86/include/asm/current.h, up to 6.14 */
struct pcpu_hot {
	int preempt_count;
};

/* arch/arm64/include/asm/thread_info.h; x86 has no such field */
struct thread_info {
	u64 preempt_count;
};

/* include/linux/sched.h */
struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	int prio;
	struct sched_entity se;
	struct sched_ext_entity scx;
	int nr_cpus_allowed;
	const struct cpumask *cpus_ptr;
	unsigned short migration_disabled;
	s32 pid;
	s32 tgid;
	struct task_struct *group_leader;
	struct css_set *cgroups;
	struct mempolicy *mempolicy;	/* with CONFIG_NUMA */
	union rcu_special rcu_read_unlock_special;	/* with CONFIG_PREEMPT_RCU */
	nodemask_t mems_allowed;	/* with CONFIG_CPUSETS */
	char comm[16];
};

/* include/linux/sched/ext.h */
enum scx_exit_kind {
	SCX_EXIT_NONE = 0,
};

/* kernel/sched/ext_internal.h (kernel/sched/ext.c before 6.18) */
struct scx_exit_info {
	enum scx_exit_kind kind;
	s32 exit_cpu;		/* since 7.2 */
	s64 exit_code;
	u64 flags;		/* since 6.18 */
	const char *reason;
	char *msg;
	char *dump;
};

/* kernel/sched/ext.c, since 6.19 */
struct scx_bpf_dsq_insert_vtime_args {
	u64 dsq_id;
	u64 slice;
	u64 vtime;
	u64 enq_flags;
};

struct scx_init_task_args {
	bool fork;
	struct cgroup *cgroup;	/* with CONFIG_EXT_GROUP_SCHED */
};

/* kernel/sched/ext_internal.h, with CONFIG_EXT_GROUP_SCHED */
struct scx_cgroup_init_args {
	u32 weight;
	u64 bw_period_us;	/* since 6.17, as are the next two */
	u64 bw_quota_us;
	u64 bw_burst_us;
};

struct scx_exit_task_args {
	bool cancelled;
};

struct scx_cpu_release_args {
	struct task_struct *task;
};

#pragma clang attribute pop

/* Of no interest but to the kernel. */
struct scx_dump_ctx;

/* include/uapi/linux/bpf.h */
struct bpf_timer {
	u64 __opaque[2];
} __attribute__((aligned(8)));

/* Iterators live on our stack; the kernel only asks that they are large enough. */
struct bpf_iter_num {
	u64 __opaque[1];
} __attribute__((aligned(8)));

struct bpf_iter_scx_dsq {
	u64 __opaque[6];
} __attribute__((aligned(8)));

/*
 * kernel/sched/ext_internal.h: the operations in use. libbpf matches them to
 * the kernel's by name; one that the kernel lacks must be zero.
 */
struct sched_ext_ops {
	s32 (*select_cpu)(struct task_struct *p, s32 prev_cpu, u64 wake_flags);
	void (*enqueue)(struct task_struct *p, u64 enq_flags);
	void (*dispatch)(s32 cpu, struct task_struct *prev);
	void (*running)(struct task_struct *p);
	void (*stopping)(struct task_struct *p, bool runnable);
	void (*cpu_release)(s32 cpu, struct scx_cpu_release_args *args);	/* deprecated since 7.1 */
	void (*enable)(struct task_struct *p);
	void (*disable)(struct task_struct *p);
	void (*set_cpumask)(struct task_struct *p, const struct cpumask *allowed);
	s32 (*init_task)(struct task_struct *p, struct scx_init_task_args *args);
	void (*exit_task)(struct task_struct *p, struct scx_exit_task_args *args);
	s32 (*cgroup_init)(struct cgroup *cgrp, struct scx_cgroup_init_args *args);	/* this and the next three with CONFIG_EXT_GROUP_SCHED */
	void (*cgroup_exit)(struct cgroup *cgrp);
	void (*cgroup_move)(struct task_struct *p, struct cgroup *from, struct cgroup *to);
	void (*cgroup_set_weight)(struct cgroup *cgrp, u32 weight);
	void (*cgroup_set_bandwidth)(struct cgroup *cgrp, u64 period_us, u64 quota_us, u64 burst_us);	/* since 6.17 */
	void (*cpu_online)(s32 cpu);
	void (*cpu_offline)(s32 cpu);
	void (*dump)(struct scx_dump_ctx *ctx);
	void (*dump_cpu)(struct scx_dump_ctx *ctx, s32 cpu, bool idle);
	void (*dump_task)(struct scx_dump_ctx *ctx, struct task_struct *p);
	s32 (*init)(void);
	void (*exit)(struct scx_exit_info *info);
	u32 dispatch_max_batch;
	u64 flags;
	u32 timeout_ms;
	u32 exit_dump_len;
	u64 hotplug_seq;
	char name[128];
};

/* include/linux/sched/ext.h */
enum scx_dsq_id_flags {
	SCX_DSQ_LOCAL = 0x8000000000000002ULL,
	SCX_DSQ_LOCAL_ON = 0xc000000000000000ULL,
};

/* kernel/sched/ext_internal.h */
enum scx_enq_flags {
	SCX_ENQ_WAKEUP = 0x1,
	SCX_ENQ_HEAD = 0x10,
	SCX_ENQ_CPU_SELECTED = 0x400,	/* since 6.13 */
	SCX_ENQ_LAST = 0x20000000000ULL,
	SCX_ENQ_PREEMPT = 0x100000000ULL,
	SCX_ENQ_IMMED = 0x200000000ULL,	/* since 7.1 */
};

enum scx_ops_flags {
	SCX_OPS_ENQ_LAST = 0x2,
};

enum scx_wake_flags {
	SCX_WAKE_TTWU = 0x8,
	SCX_WAKE_SYNC = 0x10,
};

/* kernel/sched/ext_internal.h */
enum scx_pick_idle_cpu_flags {
	SCX_PICK_IDLE_IN_NODE = 0x2,	/* since 6.15 */
};

/* include/linux/sched/ext.h */
enum scx_ent_flags {
	SCX_TASK_QUEUED = 0x1,
};

enum scx_kick_flags {
	SCX_KICK_IDLE = 0x1,
	SCX_KICK_PREEMPT = 0x2,
};

enum scx_exit_code {
	SCX_ECODE_RSN_HOTPLUG = 0x100000000ULL,
	SCX_ECODE_ACT_RESTART = 0x1000000000000ULL,
};

/* A kernel enum's value on the running kernel. */
#define kval(type, value) bpf_core_enum_value(enum type, value)
#define kval_exists(type, value) bpf_core_enum_value_exists(enum type, value)

#endif
