namespace SchedExt.Bpf;

/// <summary>What an exit code asks the host to do: bits 48 to 63 (<c>SCX_ECODE_ACT_*</c>).</summary>
public enum SchedulerExitAction
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Start the scheduler again (SCX_ECODE_ACT_RESTART).</summary>
    Restart = 1,
}
