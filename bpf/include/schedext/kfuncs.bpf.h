/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel functions: those with one shape since 6.12 are declared plainly; those
 * that were renamed or changed are chains of weak flavours behind one inline
 * function. libbpf drops everything from the last "___" when it looks a name
 * up, and leaves a weak one null when name or prototype is not there.
 */
#ifndef SCHEDEXT_KFUNCS_BPF_H
#define SCHEDEXT_KFUNCS_BPF_H

#include "kernel.bpf.h"

/* kernel/sched/ext.c */
s32 scx_bpf_create_dsq(u64 dsq_id, s32 node) __ksym;
void scx_bpf_destroy_dsq(u64 dsq_id) __ksym;
s32 scx_bpf_dsq_nr_queued(u64 dsq_id) __ksym;
void scx_bpf_kick_cpu(s32 cpu, u64 flags) __ksym;
u32 scx_bpf_nr_cpu_ids(void) __ksym;
s32 scx_bpf_task_cpu(const struct task_struct *p) __ksym;
const struct cpumask *scx_bpf_get_online_cpumask(void) __ksym;
void scx_bpf_put_cpumask(const struct cpumask *mask) __ksym;
void scx_bpf_error_bstr(char *fmt, unsigned long long *data, u32 data__sz) __ksym;
void scx_bpf_dump_bstr(char *fmt, unsigned long long *data, u32 data__sz) __ksym;
void scx_bpf_exit_bstr(s64 code, char *fmt, unsigned long long *data, u32 data__sz) __ksym;
int bpf_iter_scx_dsq_new(struct bpf_iter_scx_dsq *it, u64 dsq_id, u64 flags) __ksym;
struct task_struct *bpf_iter_scx_dsq_next(struct bpf_iter_scx_dsq *it) __ksym;
void bpf_iter_scx_dsq_destroy(struct bpf_iter_scx_dsq *it) __ksym;

/* kernel/sched/ext_idle.c */
s32 scx_bpf_select_cpu_dfl(struct task_struct *p, s32 prev_cpu, u64 wake_flags, bool *is_idle) __ksym;
s32 scx_bpf_pick_idle_cpu(const struct cpumask *allowed, u64 flags) __ksym;
bool scx_bpf_test_and_clear_cpu_idle(s32 cpu) __ksym;

/* Since 6.15: with idle CPUs tracked by node this one, and never the other. */
s32 scx_bpf_pick_idle_cpu_node(const struct cpumask *allowed, int node, u64 flags) __ksym __weak;

/* Since 6.15. Before, the host's table is all there is. */
int scx_bpf_cpu_node(s32 cpu) __ksym __weak;

/* kernel/bpf/cpumask.c */
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *mask) __ksym;
void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *mask) __ksym;
void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *mask) __ksym;
bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *mask) __ksym;
bool bpf_cpumask_intersects(const struct cpumask *a, const struct cpumask *b) __ksym;
bool bpf_cpumask_subset(const struct cpumask *a, const struct cpumask *b) __ksym;

/* kernel/bpf/helpers.c */
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;

/* ---- insert into a dispatch queue ----
 * 6.12: scx_bpf_dispatch; 6.13: renamed; 6.19: ___v2 returns whether it took
 * the task; 7.3: ___v2 goes, the plain name returns bool.
 */
bool scx_bpf_dsq_insert___v2___flavour(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags) __ksym __weak;
bool scx_bpf_dsq_insert___bool(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags) __ksym __weak;
void scx_bpf_dsq_insert___void(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags) __ksym __weak;
void scx_bpf_dispatch___6_12(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags) __ksym __weak;

static __always_inline void dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags)
{
	if (bpf_ksym_exists(scx_bpf_dsq_insert___v2___flavour))
		scx_bpf_dsq_insert___v2___flavour(p, dsq_id, slice, enq_flags);
	else if (bpf_ksym_exists(scx_bpf_dsq_insert___bool))
		scx_bpf_dsq_insert___bool(p, dsq_id, slice, enq_flags);
	else if (bpf_ksym_exists(scx_bpf_dsq_insert___void))
		scx_bpf_dsq_insert___void(p, dsq_id, slice, enq_flags);
	else
		scx_bpf_dispatch___6_12(p, dsq_id, slice, enq_flags);
}

/* ---- insert into a dispatch queue, by virtual time ----
 * 6.12: scx_bpf_dispatch_vtime; 6.13: renamed; 6.19: arguments in a struct, the
 * old shape goes in 7.3.
 */
bool __scx_bpf_dsq_insert_vtime(struct task_struct *p, struct scx_bpf_dsq_insert_vtime_args *args) __ksym __weak;
void scx_bpf_dsq_insert_vtime___void(struct task_struct *p, u64 dsq_id, u64 slice, u64 vtime, u64 enq_flags) __ksym __weak;
void scx_bpf_dispatch_vtime___6_12(struct task_struct *p, u64 dsq_id, u64 slice, u64 vtime, u64 enq_flags) __ksym __weak;

static __always_inline void dsq_insert_vtime(struct task_struct *p, u64 dsq_id, u64 slice, u64 vtime, u64 enq_flags)
{
	if (bpf_ksym_exists(__scx_bpf_dsq_insert_vtime)) {
		struct scx_bpf_dsq_insert_vtime_args args = {
			.dsq_id = dsq_id, .slice = slice, .vtime = vtime, .enq_flags = enq_flags,
		};

		__scx_bpf_dsq_insert_vtime(p, &args);
	} else if (bpf_ksym_exists(scx_bpf_dsq_insert_vtime___void)) {
		scx_bpf_dsq_insert_vtime___void(p, dsq_id, slice, vtime, enq_flags);
	} else {
		scx_bpf_dispatch_vtime___6_12(p, dsq_id, slice, vtime, enq_flags);
	}
}

/* ---- move the first task that may run here from a queue to this CPU ----
 * 6.12: scx_bpf_consume; 6.13: renamed; 7.1: ___v2 with flags.
 */
bool scx_bpf_dsq_move_to_local___v2___flavour(u64 dsq_id, u64 enq_flags) __ksym __weak;
bool scx_bpf_dsq_move_to_local___flags(u64 dsq_id, u64 enq_flags) __ksym __weak;
bool scx_bpf_dsq_move_to_local___plain(u64 dsq_id) __ksym __weak;
bool scx_bpf_consume___6_12(u64 dsq_id) __ksym __weak;

static __always_inline bool dsq_move_to_local(u64 dsq_id)
{
	if (bpf_ksym_exists(scx_bpf_dsq_move_to_local___v2___flavour))
		return scx_bpf_dsq_move_to_local___v2___flavour(dsq_id, 0);
	if (bpf_ksym_exists(scx_bpf_dsq_move_to_local___flags))
		return scx_bpf_dsq_move_to_local___flags(dsq_id, 0);
	if (bpf_ksym_exists(scx_bpf_dsq_move_to_local___plain))
		return scx_bpf_dsq_move_to_local___plain(dsq_id);
	return scx_bpf_consume___6_12(dsq_id);
}

/* ---- move one task, found by walking a queue, to another queue ----
 * 6.12: scx_bpf_dispatch_from_dsq; 6.13: renamed.
 */
bool scx_bpf_dsq_move___plain(struct bpf_iter_scx_dsq *it, struct task_struct *p, u64 dsq_id, u64 enq_flags) __ksym __weak;
bool scx_bpf_dispatch_from_dsq___6_12(struct bpf_iter_scx_dsq *it, struct task_struct *p, u64 dsq_id, u64 enq_flags) __ksym __weak;

static __always_inline bool dsq_move(struct bpf_iter_scx_dsq *it, struct task_struct *p, u64 dsq_id)
{
	if (bpf_ksym_exists(scx_bpf_dsq_move___plain))
		return scx_bpf_dsq_move___plain(it, p, dsq_id, 0);
	return scx_bpf_dispatch_from_dsq___6_12(it, p, dsq_id, 0);
}

/* ---- the same, to a place by virtual time in a queue that is ordered by it ----
 * Since 6.13 under these names; of use from 6.17 on.
 */
void scx_bpf_dsq_move_set_slice(struct bpf_iter_scx_dsq *it, u64 slice) __ksym __weak;
void scx_bpf_dsq_move_set_vtime(struct bpf_iter_scx_dsq *it, u64 vtime) __ksym __weak;
bool scx_bpf_dsq_move_vtime(struct bpf_iter_scx_dsq *it, struct task_struct *p, u64 dsq_id, u64 enq_flags) __ksym __weak;

static __always_inline bool dsq_move_vtime(struct bpf_iter_scx_dsq *it, struct task_struct *p, u64 dsq_id, u64 slice, u64 vtime)
{
	if (!bpf_ksym_exists(scx_bpf_dsq_move_vtime))
		return false;
	scx_bpf_dsq_move_set_slice(it, slice);
	scx_bpf_dsq_move_set_vtime(it, vtime);
	return scx_bpf_dsq_move_vtime(it, p, dsq_id, 0);
}

/* ---- hand all that waits in this CPU's local queue to ops.enqueue again ----
 * In ops.cpu_release. The plain one goes in 7.3.
 */
void scx_bpf_reenqueue_local___v2___flavour(void) __ksym __weak;
u32 scx_bpf_reenqueue_local___plain(void) __ksym __weak;

static __always_inline void reenqueue_local(void)
{
	if (bpf_ksym_exists(scx_bpf_reenqueue_local___v2___flavour))
		scx_bpf_reenqueue_local___v2___flavour();
	else if (bpf_ksym_exists(scx_bpf_reenqueue_local___plain))
		scx_bpf_reenqueue_local___plain();
}

/* ---- the time, ns ----
 * Since 6.14: read once a scheduling event.
 */
u64 scx_bpf_now(void) __ksym __weak;

static __always_inline u64 now_ns(void)
{
	return bpf_ksym_exists(scx_bpf_now) ? scx_bpf_now() : bpf_ktime_get_ns();
}

/* ---- what is left of a task's turn ----
 * Since 6.19 through a function; the direct write goes in 7.3.
 */
bool scx_bpf_task_set_slice(struct task_struct *p, u64 slice) __ksym __weak;

static __always_inline void task_set_slice(struct task_struct *p, u64 slice)
{
	if (bpf_ksym_exists(scx_bpf_task_set_slice))
		scx_bpf_task_set_slice(p, slice);
	else
		p->scx.slice = slice;
}

/* Did the kernel ask ops.select_cpu for this enqueue? Before 6.13 it does not say, and a wake-up is the best answer. */
static __always_inline bool cpu_was_selected(u64 enq_flags)
{
	if (kval_exists(scx_enq_flags, SCX_ENQ_CPU_SELECTED))
		return enq_flags & kval(scx_enq_flags, SCX_ENQ_CPU_SELECTED);
	return enq_flags & kval(scx_enq_flags, SCX_ENQ_WAKEUP);
}

/*
 * May p leave its CPU? From 6.14 on the kernel keeps tasks with migration
 * disabled away from ops.enqueue; 6.12 and 6.13 do not. There a BPF program
 * disables migration of the current task by one while it runs.
 */
static __always_inline bool is_pinned(const struct task_struct *p)
{
	u32 disabled = p->migration_disabled;

	if (p->nr_cpus_allowed == 1 || disabled > 1)
		return true;
	return disabled == 1 && bpf_get_current_task_btf() != p;
}

/* End the scheduler as failed; the text arrives in the exit record. */
#define scx_error(fmt, args...)							\
({										\
	static char ___text[] = fmt;						\
	unsigned long long ___args[___bpf_narg(args) ?: 1] = {};		\
	___bpf_fill(___args, args);						\
	scx_bpf_error_bstr(___text, ___args, ___bpf_narg(args) * sizeof(u64));	\
})

/* A line of the debug dump. */
#define scx_dump(fmt, args...)							\
({										\
	static char ___text[] = fmt "\n";					\
	unsigned long long ___args[___bpf_narg(args) ?: 1] = {};		\
	___bpf_fill(___args, args);						\
	scx_bpf_dump_bstr(___text, ___args, ___bpf_narg(args) * sizeof(u64));	\
})

/* End the scheduler in order, with a code. */
#define scx_exit(code, fmt, args...)						\
({										\
	static char ___text[] = fmt;						\
	unsigned long long ___args[___bpf_narg(args) ?: 1] = {};		\
	___bpf_fill(___args, args);						\
	scx_bpf_exit_bstr(code, ___text, ___args, ___bpf_narg(args) * sizeof(u64)); \
})

/* x86 has it in a variable of its own since 6.15, in pcpu_hot before; arm64 with the task. */
extern const int __preempt_count __ksym __weak;
extern const struct pcpu_hot pcpu_hot __ksym __weak;

#define PREEMPT_INTERRUPT 0xff0100	/* include/linux/preempt.h: an NMI, an interrupt or a softirq is served */

/* Are we called from an interrupt, whatever task it came upon? Yes, if that cannot be told. */
static __always_inline bool in_interrupt(void)
{
	if (bpf_ksym_exists(&__preempt_count))
		return *(const int *)bpf_this_cpu_ptr(&__preempt_count) & PREEMPT_INTERRUPT;
	if (bpf_ksym_exists(&pcpu_hot))
		return ((const struct pcpu_hot *)bpf_this_cpu_ptr(&pcpu_hot))->preempt_count & PREEMPT_INTERRUPT;
	if (bpf_core_field_exists(struct thread_info, preempt_count))
		return bpf_get_current_task_btf()->thread_info.preempt_count & PREEMPT_INTERRUPT;
	return true;
}

/* ---- kick a CPU ----
 * A CPU that was taken down wakes up who waits for that, with its interrupts
 * off for good (cpu_stopper_thread() after take_cpu_down()), and so calls us.
 * What it is told to do later (irq_work_queue(), which a kick is) then stays in
 * its list; after it is back it gets no interrupt for what comes after that in
 * the list either: no kick, no memory for BPF, no perf event, until it is taken
 * down again, which then may wait for ever. So it kicks nobody.
 */
static __always_inline void kick_cpu(s32 cpu, u64 flags)
{
	const struct cpumask *online = scx_bpf_get_online_cpumask();
	bool up = bpf_cpumask_test_cpu(bpf_get_smp_processor_id(), online);

	scx_bpf_put_cpumask(online);
	if (up)
		scx_bpf_kick_cpu(cpu, flags);
}

#endif
