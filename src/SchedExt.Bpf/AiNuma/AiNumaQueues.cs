using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>What waited in the queues when the program last looked, put to the nodes and CPUs that they belong to.</summary>
internal sealed class AiNumaQueues(BpfMapMemory<AiNumaLayout.QueueState> queues, AiNumaTopology topology)
{
    private static readonly Lazy<TimeSpan> s_tick = new(ReadTick);

    internal AiNumaStatistics Apply(AiNumaStatistics read)
    {
        Dictionary<int, (int Waiting, TimeSpan? Longest)> nodes = [];
        AiNumaCpuStatistics[] cpus = [.. read.Cpus.Select(cpu =>
        {
            (int waiting, TimeSpan? longest) = Read(topology.Llcs.Length + cpu.Cpu);
            nodes[cpu.Node] = Join(nodes.GetValueOrDefault(cpu.Node), (waiting, longest));
            return cpu with { Waiting = waiting, LongestWait = longest };
        })];
        for (int llc = 0; llc < topology.Llcs.Length; llc++)
        {
            int node = topology.NodeIds[topology.Llcs[llc].Node];
            nodes[node] = Join(nodes.GetValueOrDefault(node), Read(llc));
        }

        return read with
        {
            Cpus = cpus,
            Nodes = [.. read.Nodes.Select(node => node with { Waiting = nodes[node.Id].Waiting, LongestWait = nodes[node.Id].Longest })],
        };
    }

    private (int Waiting, TimeSpan? Longest) Read(int queue)
    {
        ref AiNumaLayout.QueueState state = ref queues[queue];
        // A queue may have emptied between the count and the look at its first tasks.
        return ((int)state.Waiting, state.Seen > 0 ? s_tick.Value * state.LongestWait : null);
    }

    private static (int Waiting, TimeSpan? Longest) Join((int Waiting, TimeSpan? Longest) one, (int Waiting, TimeSpan? Longest) other) =>
        (one.Waiting + other.Waiting, one.Longest is { } longest && (other.Longest is not { } rival || longest > rival) ? longest : other.Longest);

    // The kernel's CONFIG_HZ is in no file that is always there; the resolution of its coarse clocks is a tick.
    private static TimeSpan ReadTick() => Libc.clock_getres(Libc.ClockMonotonicCoarse, out Timespec resolution) == 0
        ? TimeSpan.FromTicks(((resolution.Seconds * 1_000_000_000) + resolution.Nanoseconds) / TimeSpan.NanosecondsPerTick)
        : TimeSpan.FromMilliseconds(4);
}
