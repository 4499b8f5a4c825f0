using System.Globalization;
using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>
/// What the kernel itself counts for any scheduler: <c>sys/kernel/sched_ext/nr_rejected</c>, and <c>root/events</c> where the
/// kernel has that (6.15 and newer). Its names change from kernel to kernel, so they are taken as they come.
/// </summary>
internal sealed class KernelStatistics(KernelRoot root, TimeProvider time) : IStatisticsSource
{
    private const string Directory = "sys/kernel/sched_ext/";

    private long _begun;

    /// <inheritdoc/>
    public void Begin() => _begun = time.GetTimestamp();

    /// <inheritdoc/>
    public StatsEvent Read() => new(Math.Round(time.GetElapsedTime(_begun).TotalSeconds, 3), [], Total: null)
    {
        State = SchedExtState.Read(root).State,
        Rejected = root.TryReadText(Directory + "nr_rejected", out string? count) && TryParse(count, out long rejected) ? rejected : null,
        Events = root.TryReadText(Directory + "root/events", out string? events) ? Parse(events) : null,
    };

    /// <summary>The kernel's counters go with the scheduler: what is left says that it is gone.</summary>
    public StatsEvent ReadLast() => Read() with { Final = true };

    // 1   SCX_EV_SELECT_CPU_FALLBACK 12     (scx_attr_event_show)
    private static SortedDictionary<string, long> Parse(string text)
    {
        SortedDictionary<string, long> events = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is [var name, var value] && TryParse(value, out long count)) events[name] = count;
        }

        return events;
    }

    private static bool TryParse(string text, out long count) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count);
}
