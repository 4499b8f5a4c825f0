namespace SchedExt.Vm.Tests.Harness;

/// <summary>The kernel that the test runs on.</summary>
internal static class Kernel
{
    /// <summary>Major and minor of the running kernel.</summary>
    internal static Version Version { get; } = Version.Parse(string.Join('.', File.ReadAllText("/proc/sys/kernel/osrelease").Split('.', '-')[..2]));

    /// <summary>Skips on a kernel that is older than <paramref name="since"/>, for the named reason; on others the test must run.</summary>
    internal static void Requires(string feature, string since) =>
        Assert.SkipWhen(Version < Version.Parse(since), $"{feature} came with Linux {since}; this is {Version}.");

    /// <summary>What sched_ext says now.</summary>
    internal static SchedExtState SchedExt => SchedExtState.Read(KernelRoot.Host);

    /// <summary>Takes a CPU offline or online.</summary>
    internal static void SetOnline(int cpu, bool online) => File.WriteAllText($"/sys/devices/system/cpu/cpu{cpu}/online", online ? "1" : "0");
}
