namespace SchedExt;

/// <summary>A file of the kernel holds what cannot be understood, or contradicts another one, so that answers would be wrong.</summary>
public sealed class KernelFormatException : FormatException
{
    /// <summary>Makes the exception for one file.</summary>
    /// <param name="path">The file, below the root and without a leading slash.</param>
    /// <param name="found">The text of the file, or the part of it in question.</param>
    /// <param name="expected">What was expected instead, in words.</param>
    /// <exception cref="ArgumentNullException"><paramref name="found"/> is null.</exception>
    public KernelFormatException(string path, string found, string expected)
        : base($"{path}: found '{Shown(found)}', expected {expected}.")
    {
        Path = path;
        Found = found;
        Expected = expected;
    }

    /// <summary>The file, below the root and without a leading slash.</summary>
    public string Path { get; }

    /// <summary>The text in question.</summary>
    public string Found { get; }

    /// <summary>What was expected instead, in words.</summary>
    public string Expected { get; }

    private static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string line = text.TrimEnd('\n', '\0');
        return line.Length <= 64 ? line : line[..64] + "…";
    }
}
