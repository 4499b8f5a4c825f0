using System.Globalization;

namespace SchedExt.Irq;

/// <summary>What interrupted some CPUs during a time, and whether it could have been kept off them.</summary>
/// <remarks>
/// <para>From the counters of <c>proc/interrupts</c> and <c>proc/softirqs</c>. Needs no privileges. Equality: by reference. Thread safety: immutable.</para>
/// <para>Before Linux 6.12 a managed interrupt shows only when a write is refused, so it counts as movable here. Compare snapshots then in which those are marked that an
/// <see cref="IrqReport"/> says are unmovable (<see cref="IrqSnapshot.WithUnmovable"/>).</para>
/// </remarks>
public sealed class IrqAudit
{
    private const int NamedSources = 3;

    private IrqAudit(CpuSet cpus, TimeSpan duration, IReadOnlyList<IrqAuditEntry> entries, string verdict)
    {
        Cpus = cpus;
        Duration = duration;
        Entries = entries;
        Verdict = verdict;
    }

    /// <summary>The CPUs that were looked at.</summary>
    public CpuSet Cpus { get; }

    /// <summary>How long.</summary>
    public TimeSpan Duration { get; }

    /// <summary>What interrupted them, each thing once for each CPU: devices first, in them movable ones first, in those the most frequent first.</summary>
    public IReadOnlyList<IrqAuditEntry> Entries { get; }

    /// <summary>How often device interrupts came that could have been kept off. Zero is the aim.</summary>
    public ulong MovableCount => Count(IrqAuditMark.Movable);

    /// <summary>How often device interrupts came in which they moved away: one for each interrupt and move, two where it had not fired since the move before.</summary>
    public ulong TrailingCount => Count(IrqAuditMark.Trailing);

    /// <summary>How often device interrupts came that no affinity keeps off.</summary>
    public ulong UnmovableCount => Count(IrqAuditMark.Unmovable);

    /// <summary>The answer in one sentence: <c>0 movable device interrupts on 0-3 in 60.0 s; 12 from nvme0q3 (managed: this CPU did I/O)</c>.</summary>
    public string Verdict { get; }

    /// <summary>Compares two snapshots.</summary>
    /// <param name="before">The one at the beginning.</param>
    /// <param name="after">The one at the end.</param>
    /// <param name="cpus">The CPUs to look at.</param>
    /// <param name="duration">The time between them, for the verdict.</param>
    /// <returns>The audit.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="before"/> or <paramref name="after"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is negative.</exception>
    public static IrqAudit Compare(IrqSnapshot before, IrqSnapshot after, CpuSet cpus, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        IReadOnlyList<IrqAuditEntry> entries = new AuditComparison(before, after, cpus).Run();
        return new IrqAudit(cpus, duration, entries, Judge(entries, after, cpus, duration));
    }

    /// <summary>Looks at this machine for a time.</summary>
    /// <param name="cpus">The CPUs to look at.</param>
    /// <param name="duration">How long; from 0.</param>
    /// <param name="stop">Ends the wait early, by an exception.</param>
    /// <returns>The audit.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is negative.</exception>
    /// <exception cref="KernelFileException">The machine cannot be read.</exception>
    /// <exception cref="KernelFormatException">A file of the kernel is malformed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static Task<IrqAudit> MeasureAsync(CpuSet cpus, TimeSpan duration, CancellationToken stop = default)
        => MeasureAsync(KernelRoot.Host, cpus, duration, TimeProvider.System, stop);

    /// <summary>Looks at a machine for a time, by a clock.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="cpus">The CPUs to look at.</param>
    /// <param name="duration">How long; from 0.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="stop">Ends the wait early, by an exception.</param>
    /// <returns>The audit.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="root"/> or <paramref name="clock"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is negative.</exception>
    /// <exception cref="KernelFileException">The machine cannot be read.</exception>
    /// <exception cref="KernelFormatException">A file of the kernel is malformed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<IrqAudit> MeasureAsync(KernelRoot root, CpuSet cpus, TimeSpan duration, TimeProvider clock, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        IrqSnapshot before = IrqSnapshot.Read(root);
        long began = clock.GetTimestamp();
        await Task.Delay(duration, clock, stop).ConfigureAwait(false);
        return Compare(before, IrqSnapshot.Read(root), cpus, clock.GetElapsedTime(began));
    }

    /// <summary>The verdict.</summary>
    /// <returns><see cref="Verdict"/>.</returns>
    public override string ToString() => Verdict;

    private ulong Count(IrqAuditMark mark) => Sum(Entries.Where(entry => entry.Source == IrqAuditSource.Device && entry.Mark == mark));

    private static ulong Sum(IEnumerable<IrqAuditEntry> entries) => entries.Aggregate(0UL, (sum, entry) => sum + entry.Count);

    private static string Judge(IReadOnlyList<IrqAuditEntry> entries, IrqSnapshot after, CpuSet cpus, TimeSpan duration)
    {
        ILookup<IrqAuditMark, IrqAuditEntry> devices = entries.Where(entry => entry.Source == IrqAuditSource.Device).ToLookup(entry => entry.Mark);
        string text = string.Create(CultureInfo.InvariantCulture, $"{Sum(devices[IrqAuditMark.Movable])} movable device interrupts on {cpus} in {duration.TotalSeconds:0.0} s");
        text += Name(devices[IrqAuditMark.Movable], _ => "");
        text += devices[IrqAuditMark.Trailing].Any() ? $"; {Sum(devices[IrqAuditMark.Trailing])} trailing, in which they moved away" : "";
        return text + Name(devices[IrqAuditMark.Unmovable], entry => after.Find(int.Parse(entry.Label, CultureInfo.InvariantCulture)) is { } irq ? $" ({NoiseAdvice.Why(irq)})" : "");
    }

    /// <summary>The sources with the most interrupts, and how many others there are.</summary>
    private static string Name(IEnumerable<IrqAuditEntry> entries, Func<IrqAuditEntry, string> why)
    {
        var sources = entries.GroupBy(entry => entry.Label).Select(group => (Count: Sum(group), First: group.First())).OrderByDescending(source => source.Count).ToList();
        string named = string.Concat(sources.Take(NamedSources).Select(source => $"; {source.Count} from {(source.First.Name.Length > 0 ? source.First.Name : source.First.Label)}{why(source.First)}"));
        return sources.Count <= NamedSources ? named : $"{named}; {sources.Skip(NamedSources).Aggregate(0UL, (sum, source) => sum + source.Count)} from {sources.Count - NamedSources} others";
    }
}
