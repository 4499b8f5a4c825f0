namespace SchedExt.Bpf;

/// <summary><c>enum scx_ops_flags</c>. The kernel refuses flags that it does not know (EINVAL).</summary>
[Flags]
public enum SchedulerFlags : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Keep the kernel's tracking of idle CPUs although update_idle is there (SCX_OPS_KEEP_BUILTIN_IDLE).</summary>
    KeepBuiltinIdle = 1 << 0,

    /// <summary>Enqueue a CPU's last task too (SCX_OPS_ENQ_LAST).</summary>
    EnqueueLast = 1 << 1,

    /// <summary>Enqueue exiting tasks too (SCX_OPS_ENQ_EXITING).</summary>
    EnqueueExiting = 1 << 2,

    /// <summary>Schedule only tasks of the policy SCHED_EXT (SCX_OPS_SWITCH_PARTIAL).</summary>
    SwitchPartial = 1 << 3,

    /// <summary>Enqueue tasks with migration disabled too (SCX_OPS_ENQ_MIGRATION_DISABLED, since 6.14).</summary>
    EnqueueMigrationDisabled = 1 << 4,

    /// <summary>Allow queued wake-ups (SCX_OPS_ALLOW_QUEUED_WAKEUP, since 6.14).</summary>
    AllowQueuedWakeup = 1 << 5,

    /// <summary>Track idle CPUs by node (SCX_OPS_BUILTIN_IDLE_PER_NODE, since 6.15).</summary>
    BuiltinIdlePerNode = 1 << 6,
}
