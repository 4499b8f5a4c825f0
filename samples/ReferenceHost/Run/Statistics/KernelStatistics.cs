using System.Globalization;
using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>
/// What the kernel itself counts for any scheduler: <c>sys/kernel/sched_ext/nr_rejected</c>, and its event
/// counters where it has them (6.15 and newer).
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
        Events = SchedExtEvents.Read(root),
    };

    /// <summary>The kernel's counters go with the scheduler: what is left says that it is gone.</summary>
    public StatsEvent ReadLast() => Read() with { Final = true };

    private static bool TryParse(string text, out long count) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count);
}
