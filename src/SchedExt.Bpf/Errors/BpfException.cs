namespace SchedExt.Bpf;

/// <summary>A BPF operation failed. The message says what was attempted, on what, the errno by name, and what can be done.</summary>
public class BpfException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="operation">What was attempted, as a verb: "load".</param>
    /// <param name="target">On what: an object, map or file.</param>
    /// <param name="errno">The errno as a positive number; 0 when none was involved.</param>
    /// <param name="message">The whole sentence for people.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    public BpfException(BpfErrorKind kind, string operation, string target, int errno, string message, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Operation = operation;
        Target = target;
        Errno = errno;
    }

    /// <summary>What went wrong.</summary>
    public BpfErrorKind Kind { get; }

    /// <summary>What was attempted, as a verb: "load".</summary>
    public string Operation { get; }

    /// <summary>On what: the name of an object, map or file.</summary>
    public string Target { get; }

    /// <summary>The errno as a positive number, 0 when none was involved; from 4000 on it is one of libbpf's own codes.</summary>
    public int Errno { get; }
}
