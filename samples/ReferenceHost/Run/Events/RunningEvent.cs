using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The kernel confirmed a start.</summary>
/// <param name="Scheduler">The scheduler's name.</param>
/// <param name="Kernel">The kernel's version: "7.2.13".</param>
/// <param name="Release">The kernel's whole release: "7.2.13+deb14-amd64".</param>
/// <param name="ProcessId">This process.</param>
/// <param name="StartMilliseconds">From opening the object to the confirmation.</param>
/// <param name="Restarts">How many times it was started before.</param>
/// <param name="Online">The CPUs that run.</param>
/// <param name="Nodes">The ids of the nodes that have CPUs.</param>
internal sealed record RunningEvent(
    string Scheduler, string Kernel, string Release, int ProcessId, double StartMilliseconds, int Restarts, CpuSet Online, IReadOnlyList<int> Nodes) : RunEvent
{
    /// <summary>Cgroups whose CPU limits are not enforced while it runs; left out where there are none.</summary>
    public IReadOnlyList<string>? LiftedCpuLimits { get; init; }

    internal static RunningEvent From(SchedulerStart start, KernelRoot root)
    {
        string release = root.TryReadText("proc/sys/kernel/osrelease", out string? text) ? text.Trim() : "";
        string version = new([.. release.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.')]);
        int[] nodes = [.. start.Topology.Nodes.Where(node => !node.IsCpuless).Select(node => node.Id)];
        return new RunningEvent(
            start.Scheduler, version, release, Environment.ProcessId, Math.Round(start.Duration.TotalMilliseconds, 1), start.Restarts, start.Topology.Online, nodes);
    }
}
