using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The schedulers that can have a turn.</summary>
/// <param name="self">This program.</param>
/// <param name="peer">Another scheduler's; <see langword="null"/> for none.</param>
/// <param name="floors">The folder of the objects that do next to nothing; <see langword="null"/> for none.</param>
/// <param name="root">Where "/" is.</param>
internal sealed class SchedulerPrograms(string self, string? peer, string? floors, KernelRoot root)
{
    /// <summary>Can it have a turn?</summary>
    internal bool Has(BenchPolicy policy) => policy switch
    {
        BenchPolicy.Peer => peer is not null,
        BenchPolicy.EmptyOps or BenchPolicy.ThinCallbacks => floors is not null && HasFloor(floors, policy),
        _ => true,
    };

    /// <summary>Is the object of a floor in that folder?</summary>
    internal static bool HasFloor(string floors, BenchPolicy policy) => File.Exists(FloorPath(floors, policy));

    /// <summary>Where the object of a floor would be.</summary>
    internal static string FloorPath(string floors, BenchPolicy policy) => Path.Combine(floors, policy.FloorObject()!);

    /// <summary>Starts one; it must be one that needs starting.</summary>
    /// <exception cref="WorkloadException">It did not start.</exception>
    internal SchedulerProcess Start(BenchPolicy policy) => policy switch
    {
        BenchPolicy.Peer => SchedulerProcess.Start(root, peer!),
        BenchPolicy.EmptyOps or BenchPolicy.ThinCallbacks => SchedulerProcess.Start(root, self, "run", "--object", FloorPath(floors!, policy)),
        _ => SchedulerProcess.Start(root, self, "run"),
    };

    /// <summary>Does the kernel's default schedule?</summary>
    internal bool NoneRuns() => SchedExtState.Read(root).State == "disabled";
}
