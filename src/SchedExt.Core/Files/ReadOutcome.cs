namespace SchedExt;

/// <summary>How a read ended: nothing, or the step that failed and why.</summary>
internal readonly record struct ReadOutcome(string Operation, Errno Errno)
{
    public static ReadOutcome Done => default;

    public bool Succeeded => Errno == Errno.None;
}
