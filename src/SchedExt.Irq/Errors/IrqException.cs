namespace SchedExt.Irq;

/// <summary>Interrupts could not be protected or restored. <see cref="Kind"/> says what can be done about it.</summary>
public sealed class IrqException : Exception
{
    internal IrqException(IrqErrorKind kind, string operation, string target, Errno errno, Exception? inner = null)
        : base(Describe(kind, operation, target, errno, inner), inner)
    {
        Kind = kind;
        Operation = operation;
        Target = target;
        Errno = errno;
    }

    /// <summary>What the caller can do.</summary>
    public IrqErrorKind Kind { get; }

    /// <summary>What was attempted: <c>write</c>, <c>lock</c>, <c>read</c>.</summary>
    public string Operation { get; }

    /// <summary>On what: a file, by its path.</summary>
    public string Target { get; }

    /// <summary>The kernel's answer; <see cref="Errno.None"/> when it was not the kernel that refused.</summary>
    public Errno Errno { get; }

    private static string Describe(IrqErrorKind kind, string operation, string target, Errno errno, Exception? inner)
    {
        string code = errno == Errno.None ? "" : $": {errno} ({errno.Describe()})";
        string cause = errno == Errno.None && inner is not null ? $": {inner.Message.TrimEnd('.')}" : "";
        return $"{operation} {target}{code}{cause}. {Remedy(kind)}";
    }

    private static string Remedy(IrqErrorKind kind) => kind switch
    {
        IrqErrorKind.Privileges => "Run as root: the files belong to root, and no capability stands in for it. Nothing was changed.",
        IrqErrorKind.ReadOnly => "proc/irq is mounted read-only: mount it writable into the container, or drop ProtectKernelTunables= from the service. Nothing was changed.",
        IrqErrorKind.Busy => "Another process protects interrupts with this state directory. Stop it first, or ask it.",
        IrqErrorKind.JournalUnwritable => "Without a journal a crash could not be undone, so nothing was changed. Make room, or choose another state directory.",
        IrqErrorKind.JournalUnreadable => "Look at the file: it says which affinities to restore. Remove it to go on without restoring them.",
        _ => "Nothing was changed.",
    };
}
