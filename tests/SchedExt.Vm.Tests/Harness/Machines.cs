namespace SchedExt.Vm.Tests.Harness;

/// <summary>The machines that tests name, as eng/vm/machines defines them.</summary>
internal static class Machines
{
    /// <summary>2 nodes of 2 CPUs; booted with each kernel.</summary>
    internal const string TwoNodes = "two-nodes";

    /// <summary>The same with the oldest kernel that has sched_ext, alone: what only that one does.</summary>
    internal const string OldestKernel = "oldest-kernel";

    /// <summary>Nodes 0 and 2 only, 2 CPUs each.</summary>
    internal const string SparseNodes = "sparse-nodes";

    /// <summary>A third node with memory and no CPU.</summary>
    internal const string CpulessNode = "cpuless-node";

    /// <summary>One node of 2 CPUs.</summary>
    internal const string OneNode = "one-node";

    /// <summary>8 nodes of 1 CPU.</summary>
    internal const string EightNodes = "eight-nodes";

    /// <summary>2 CPUs that run in parallel, on a host that runs nothing else: latencies are real.</summary>
    internal const string Parallel = "parallel";

    /// <summary>A node of 2 CPUs that run in parallel, and one of 2 that can be plugged in by <see cref="MachineMonitor"/>, without memory.</summary>
    internal const string Plug = "plug";

    /// <summary>4 nodes of 16 CPUs, the farther apart the higher their distance.</summary>
    internal const string SixtyFourCpus = "cpus-64";

    /// <summary>4 nodes of 2 CPUs whose time is the instructions that they executed: shares of it come out exact on any host.</summary>
    internal const string Exact = "exact";

    /// <summary>2 nodes of 4 CPUs, 2 NVMe disks, 4 network cards; booted with and without interrupt remapping.</summary>
    internal const string Irq = "irq";

    /// <summary>2 nodes of 4 CPUs and 2 network cards, booted with kernels before the newest.</summary>
    internal const string IrqOlder = "irq-older";

    /// <summary>2 nodes of 4 CPUs, an NVMe disk and 2 network cards, with a kernel on which files do not tell which interrupts are managed.</summary>
    internal const string IrqBefore612 = "irq-before-6.12";

    /// <summary>2 CPUs with interrupt remapping, and more movable interrupts than one of them has vectors for.</summary>
    internal const string Vectors = "vectors";
}
