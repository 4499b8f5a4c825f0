using SchedExt.Bpf.Btf;

namespace SchedExt.Bpf;

/// <summary>
/// Fits an open object to the running kernel, as SCX_OPS_OPEN does for C loaders: fills the enum values that the object asks
/// for (<c>const volatile u64 __SCX_…</c>) and drops callbacks that the kernel does not have.
/// </summary>
internal static class KernelFit
{
    private const string EnumPrefix = "__SCX_";

    // Every kernel with sched_ext has these (6.12), so an object with no others spares the walk over the kernel's BTF.
    private static readonly HashSet<string> s_since612 =
    [
        "select_cpu", "enqueue", "dequeue", "dispatch", "tick", "runnable", "running", "stopping", "quiescent", "yield",
        "core_sched_before", "set_weight", "set_cpumask", "update_idle", "cpu_acquire", "cpu_release", "init_task", "exit_task",
        "enable", "disable", "dump", "dump_cpu", "dump_task", "cpu_online", "cpu_offline", "init", "exit", "dispatch_max_batch",
        "flags", "timeout_ms", "exit_dump_len", "hotplug_seq", "name",
    ];

    internal static void Apply(OpenBpfObject target, ObjectVariables variables, KernelRoot root)
    {
        string[] enums = [.. variables.ReadOnlyNames.Where(name => name.StartsWith(EnumPrefix, StringComparison.Ordinal))];
        string[] newer = [.. target.Ops.Used.Where(member => !s_since612.Contains(member))];
        if (enums.Length > 0) FillEnums(target, enums, Read(target.Name, () => EnumValues(root, enums)));
        if (newer.Length > 0) DropUnknown(target.Ops, newer, Read(target.Name, () => KernelOps.Of(root)));
    }

    private static T Read<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is KernelFileException or FormatException)
        {
            throw new BpfException(
                BpfErrorKind.NotSupported, "load", name, 0,
                $"load '{name}': the kernel's types cannot be read from /{KernelOps.Btf} ({failure.Message.TrimEnd('.')}). Use a kernel built with CONFIG_DEBUG_INFO_BTF=y, as distributions' kernels are, with /sys mounted.",
                failure);
        }
    }

    private static IReadOnlyDictionary<string, ulong> EnumValues(KernelRoot root, string[] variables) =>
        KernelOps.Look(root, types => types.EnumValues(variables.Select(name => name[2..]).ToHashSet(StringComparer.Ordinal)));

    // A value that the kernel does not have stays 0: objects test for that, as with upstream's headers.
    private static void FillEnums(OpenBpfObject target, string[] variables, IReadOnlyDictionary<string, ulong> values)
    {
        foreach (string variable in variables)
        {
            if (values.TryGetValue(variable[2..], out ulong value)) target.SetReadOnlyInteger(variable, unchecked((long)value));
        }
    }

    private static void DropUnknown(SchedulerOps ops, string[] members, IReadOnlySet<string> known)
    {
        foreach (string member in members.Where(member => !known.Contains(member))) ops.Remove(member);
    }
}
