namespace SchedExt;

/// <summary>A file of the kernel could not be read or listed. <see cref="Errno"/> says why.</summary>
public sealed class KernelFileException : IOException
{
    /// <summary>Makes the exception for one failed operation.</summary>
    /// <param name="path">The file, below the root and without a leading slash: <c>proc/interrupts</c>.</param>
    /// <param name="operation">What was attempted: <c>open</c>, <c>read</c> or <c>list</c>.</param>
    /// <param name="errno">The kernel's answer.</param>
    /// <param name="root">Where the path starts, as <see cref="KernelRoot"/> tells.</param>
    public KernelFileException(string path, string operation, Errno errno, string? root = null)
        : base($"{operation} {path}{(root is null ? "" : $" (in {root})")}: {errno} ({errno.Describe()})", (int)errno)
    {
        Path = path;
        Operation = operation;
        Errno = errno;
    }

    /// <summary>The file, below the root and without a leading slash.</summary>
    public string Path { get; }

    /// <summary>What was attempted: <c>open</c>, <c>read</c> or <c>list</c>.</summary>
    public string Operation { get; }

    /// <summary>The kernel's answer.</summary>
    public Errno Errno { get; }
}
