namespace SchedExt;

/// <summary>A text is not a CPU list or mask. <see cref="Error"/> says where and why.</summary>
public sealed class CpuSetFormatException : FormatException
{
    /// <summary>Makes the exception for one error.</summary>
    /// <param name="error">Where and why the text was refused.</param>
    public CpuSetFormatException(CpuTextError error)
        : base($"Not a CPU set, {error}.") => Error = error;

    /// <summary>Where and why the text was refused.</summary>
    public CpuTextError Error { get; }
}
