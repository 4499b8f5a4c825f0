using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The schedulers that can have a turn.</summary>
/// <param name="self">This program.</param>
/// <param name="peer">Another scheduler's; <see langword="null"/> for none.</param>
/// <param name="root">Where "/" is.</param>
internal sealed class SchedulerPrograms(string self, string? peer, KernelRoot root)
{
    /// <summary>Can it have a turn?</summary>
    internal bool Has(BenchPolicy policy) => policy != BenchPolicy.Peer || peer is not null;

    /// <summary>Starts one; it must be one that needs starting.</summary>
    /// <exception cref="WorkloadException">It did not start.</exception>
    internal SchedulerProcess Start(BenchPolicy policy) =>
        policy == BenchPolicy.Peer ? SchedulerProcess.Start(root, peer!) : SchedulerProcess.Start(root, self, "run");

    /// <summary>Does the kernel's default schedule?</summary>
    internal bool NoneRuns() => SchedExtState.Read(root).State == "disabled";
}
