namespace SchedExt;

/// <summary>A process as the reader knows it. Not thread-safe.</summary>
internal sealed class WatchedProcess(GpuProcess process)
{
    public GpuProcess Process { get; set; } = process;

    /// <summary>Of its open files when they were last listed; null where that tells nothing.</summary>
    public DirectoryStamp? Stamp { get; set; }

    /// <summary>Has it a file of a GPU driver open? Then it is likely to open more.</summary>
    public bool IsCandidate { get; set; }

    /// <summary>The scan that checked it last.</summary>
    public long CheckedIn { get; set; }

    /// <summary>The scan that found it.</summary>
    public long FoundIn { get; init; }

    /// <summary>Until this scan it counts as new.</summary>
    public long NewUntil { get; init; }

    public bool HasEnded { get; set; }
}
