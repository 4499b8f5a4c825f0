using System.Runtime.InteropServices;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>The CPU that the calling thread runs on. <see cref="Thread.GetCurrentProcessorId"/> answers from a cache.</summary>
internal static partial class CurrentCpu
{
    /// <summary>The CPU's number.</summary>
    internal static int Number => sched_getcpu();

    [LibraryImport("libc")]
    private static partial int sched_getcpu();
}
