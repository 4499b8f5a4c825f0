using System.Globalization;

namespace SchedExt.Bpf;

/// <summary>
/// What the kernel itself counts for the running scheduler, whichever it is (<c>/sys/kernel/sched_ext/root/events</c>, since 6.15). Its
/// names change from kernel to kernel, so they are taken as they come.
/// </summary>
/// <remarks>Thread-safe: keeps nothing.</remarks>
public static class SchedExtEvents
{
    private const string File = "sys/kernel/sched_ext/root/events";

    /// <summary>Reads the counters.</summary>
    /// <param name="root">Where "/" is.</param>
    /// <returns>By name ("SCX_EV_SELECT_CPU_FALLBACK"), in ordinal order; <see langword="null"/> where there are none: before 6.15, or no scheduler runs.</returns>
    public static IReadOnlyDictionary<string, long>? Read(KernelRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        if (!root.TryReadText(File, out string? text)) return null;

        SortedDictionary<string, long> events = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // What a later kernel adds in another form is left out.
            if (line.Split(' ') is [var name, var value] && long.TryParse(value.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long count))
                events[name] = count;
        }

        return events;
    }
}
