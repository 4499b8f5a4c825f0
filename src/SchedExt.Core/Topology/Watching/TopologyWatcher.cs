using System.Runtime.CompilerServices;

namespace SchedExt;

/// <summary>Tells when CPUs or NUMA nodes come and go, as a stream of snapshots.</summary>
/// <remarks>
/// <para>It polls the lists of online CPUs, present CPUs and online nodes, and <c>sys/kernel/sched_ext/hotplug_seq</c> where the
/// kernel has it. These are read before and after each snapshot: a change during the reading leads to another snapshot, so none is
/// missed. A CPU that went and came back between two looks is noticed where the kernel has <c>hotplug_seq</c> (Linux 6.12 with
/// sched_ext, or newer); the snapshot it leads to may equal the one before.</para>
/// <para>Thread safety: any number of streams may be taken at once; each is independent. Equality: by reference.</para>
/// </remarks>
public sealed class TopologyWatcher
{
    /// <summary>Changes that never settle are read after this many settle times.</summary>
    private const int MostSettleTimes = 10;

    private readonly KernelRoot root;
    private readonly TopologyWatcherOptions options;

    /// <summary>Makes a watcher; it does nothing until a stream is taken.</summary>
    /// <param name="root">The machine to watch.</param>
    /// <param name="options">How often to look; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="root"/> is null.</exception>
    public TopologyWatcher(KernelRoot root, TopologyWatcherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        this.root = root;
        this.options = options ?? new TopologyWatcherOptions();
    }

    /// <summary>Gives the current snapshot at once, and then one after each change, until it is stopped.</summary>
    /// <param name="stop">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The snapshots. A slow reader misses none of the changes but gets one snapshot for all that happened meanwhile.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    /// <exception cref="KernelFileException">As <see cref="NumaTopology.Read(KernelRoot)"/>.</exception>
    /// <exception cref="KernelFormatException">As <see cref="NumaTopology.Read(KernelRoot)"/>.</exception>
    public async IAsyncEnumerable<NumaTopology> WatchAsync([EnumeratorCancellation] CancellationToken stop = default)
    {
        using var reader = new SysFsReader(root);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            NumaTopology topology = TopologyReader.Read(reader, options.Parts, out TopologySequence read);
            yield return topology;
            await WaitForChangeAsync(reader, read, stop).ConfigureAwait(false);
        }
    }

    private async Task WaitForChangeAsync(SysFsReader reader, TopologySequence known, CancellationToken stop)
    {
        TopologySequence now = known;
        while (now == known)
        {
            await Task.Delay(options.Interval, options.Clock, stop).ConfigureAwait(false);
            now = TopologySequence.Read(reader);
        }

        for (int i = 0; i < MostSettleTimes && options.SettleTime > TimeSpan.Zero; i++)
        {
            TopologySequence before = now;
            await Task.Delay(options.SettleTime, options.Clock, stop).ConfigureAwait(false);
            now = TopologySequence.Read(reader);
            if (now == before)
            {
                return;
            }
        }
    }
}
