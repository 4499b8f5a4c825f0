using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>Where a task may run (<c>sched_setaffinity</c>), on machines of up to 64 CPUs.</summary>
internal static partial class Affinity
{
    /// <summary>Lets a thread run on these CPUs only, from now on.</summary>
    internal static void Set(int tid, string cpus)
    {
        ulong mask = 0;
        foreach (int cpu in CpuSet.Parse(cpus)) mask |= 1UL << cpu;
        if (sched_setaffinity(tid, sizeof(ulong), in mask) != 0) throw new Win32Exception();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setaffinity(int pid, nint size, in ulong mask);
}
