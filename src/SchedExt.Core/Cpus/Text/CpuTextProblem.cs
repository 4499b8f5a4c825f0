namespace SchedExt;

/// <summary>What a parser expected where it stopped; words are made of it only when someone reads them.</summary>
internal enum CpuTextProblem
{
    /// <summary>No problem.</summary>
    None,

    /// <summary>A CPU number had to come.</summary>
    CpuNumber,

    /// <summary>"all" or "N" without a width.</summary>
    NeedsWidth,

    /// <summary>After a CPU number.</summary>
    AfterNumber,

    /// <summary>After a range.</summary>
    AfterRange,

    /// <summary>A number at or above the width.</summary>
    BelowWidth,

    /// <summary>A range that runs downwards.</summary>
    Ascending,

    /// <summary>The count after ':' had to come.</summary>
    UsedCount,

    /// <summary>'/' had to come.</summary>
    Slash,

    /// <summary>The group size after '/' had to come, at least 1.</summary>
    GroupSize,

    /// <summary>The count is above the group size.</summary>
    UsedWithinGroup,

    /// <summary>The text goes on after its newline or NUL.</summary>
    End,

    /// <summary>A hexadecimal digit had to come.</summary>
    HexDigit,

    /// <summary>A group has more than eight digits.</summary>
    ShortGroup,

    /// <summary>More 32-bit groups than the width needs.</summary>
    FewerGroups,
}
