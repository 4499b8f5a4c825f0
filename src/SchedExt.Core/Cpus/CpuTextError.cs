namespace SchedExt;

/// <summary>Why a text is no CPU set: where, what was found there, and what was expected instead.</summary>
/// <remarks>Equality: by value. Order: none. <c>default</c>: no error was found. Thread safety: immutable.</remarks>
/// <param name="Position">The index of the first offending character (or byte, for UTF-8 text), from 0 to the length of the text.</param>
/// <param name="Found">Up to 16 characters of the text from there, or <c>end of text</c>.</param>
/// <param name="Expected">What would have been accepted there, in words.</param>
public readonly record struct CpuTextError(int Position, string Found, string Expected)
{
    /// <summary>The error as one sentence.</summary>
    /// <returns>The text, such as <c>at 2: found 'x', expected a CPU number</c>.</returns>
    public override string ToString() => $"at {Position}: found {Found}, expected {Expected}";
}
