namespace SchedExt.Bpf;

/// <summary>The kernel's verifier refused a program. <see cref="Log"/> is everything it said.</summary>
public sealed class BpfVerifierException : BpfException
{
    /// <summary>Creates the exception from the verifier's log.</summary>
    /// <param name="target">The object that was loaded.</param>
    /// <param name="program">The program that was refused; empty when that is not known.</param>
    /// <param name="log">The whole log.</param>
    /// <param name="errno">The errno as a positive number.</param>
    public BpfVerifierException(string target, string program, string log, int errno)
        : base(BpfErrorKind.Verifier, "load", target, errno, Describe(target, program, log, errno))
    {
        Program = program;
        Log = log;
        Summary = VerifierLog.Summarize(log);
    }

    /// <summary>The program that was refused; empty when that is not known.</summary>
    public string Program { get; }

    /// <summary>The verifier's whole log.</summary>
    public string Log { get; }

    /// <summary>The line that says why, after the source line it is about, if the object carries line information.</summary>
    public string Summary { get; }

    private static string Describe(string target, string program, string log, int errno) =>
        $"load '{target}': {ErrnoText.Name(errno)}: the kernel's verifier refused program '{program}': {VerifierLog.Summarize(log)}";
}
