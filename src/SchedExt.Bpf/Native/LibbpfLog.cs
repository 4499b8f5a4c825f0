using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SchedExt.Bpf.Native;

/// <summary>
/// What libbpf says while a call runs. libbpf has one print callback per process: it is installed once, and each line goes to
/// the log that the calling thread has open, or nowhere.
/// </summary>
internal sealed class LibbpfLog : IDisposable
{
    private const int Warning = 0;

    [ThreadStatic]
    private static LibbpfLog? t_current;

    private readonly LibbpfLog? _outer = t_current;
    private readonly List<string> _lines = [];

    private LibbpfLog() => t_current = this;

    /// <summary>The warnings so far, in order, without line ends.</summary>
    internal IReadOnlyList<string> Lines => _lines;

    /// <summary>Collects what libbpf says on this thread until disposed.</summary>
    internal static LibbpfLog Collect() => new();

    /// <inheritdoc/>
    public void Dispose() => t_current = _outer;

    /// <summary>Makes libbpf report to us instead of standard error.</summary>
    internal static unsafe void Install() => Libbpf.libbpf_set_print(&Print);

    // A load prints hundreds of debug lines: they are dropped before anything is formatted. No exception may leave: the caller
    // is C. SAFETY: format and arguments are libbpf's, valid during the call, and the va_list is consumed once. A va_list arrives
    // as a pointer on x86-64 and, being larger than 16 bytes, on arm64 too.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int Print(int level, byte* format, nint arguments)
    {
        LibbpfLog? log = t_current;
        if (level != Warning || log is null) return 0;

        const int Size = 4096;
        byte* text = stackalloc byte[Size];
        int length = Math.Min(Libc.vsnprintf(text, Size, format, arguments), Size - 1);
        if (length > 0) log._lines.Add(Encoding.UTF8.GetString(text, length).TrimEnd('\n').Replace("libbpf: ", "", StringComparison.Ordinal));
        return length;
    }
}
