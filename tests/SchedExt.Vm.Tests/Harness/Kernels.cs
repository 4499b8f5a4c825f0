namespace SchedExt.Vm.Tests.Harness;

/// <summary>Some of the kernels that <see cref="Machines.TwoNodes"/> is booted with, for <see cref="EveryRunOnAttribute"/>.</summary>
internal static class Kernels
{
    /// <summary>The newest one.</summary>
    internal const string Newest = "newest";

    /// <summary>The newest and the oldest, not those between.</summary>
    internal const string Ends = "ends";
}
