namespace SchedExt.Bpf;

/// <summary>What a check found.</summary>
public enum PreflightStatus
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>A scheduler can run; attaching one changes something on this machine.</summary>
    Warning,

    /// <summary>It could not be found out; a start will tell.</summary>
    Unknown,

    /// <summary>No scheduler can run.</summary>
    Failed,
}
