namespace SchedExt.Bpf;

/// <summary>No usable libbpf: neither the packaged one nor the system's loads, or all that load are too old.</summary>
public sealed class LibbpfNotFoundException : BpfException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="tried">Each place that was tried, with what was wrong there.</param>
    public LibbpfNotFoundException(IReadOnlyList<string> tried)
        : base(BpfErrorKind.NotSupported, "load", "libbpf", 0, Describe(tried)) => Tried = tried;

    /// <summary>Each place that was tried, with what was wrong there.</summary>
    public IReadOnlyList<string> Tried { get; }

    private static string Describe(IReadOnlyList<string> tried) =>
        $"libbpf {Native.LibbpfLibrary.Minimum} or newer was not found. Put the packaged libbpf.so beside the program, or install "
        + $"the distribution's libbpf1 (libbpf on Fedora and SUSE). Tried: {string.Join("; ", tried)}.";
}
