using System.Globalization;

namespace SchedExt.Bpf;

/// <summary>
/// What the kernel says of sched_ext (<c>/sys/kernel/sched_ext</c>) at one moment. A value: equal by content.
/// </summary>
/// <param name="IsSupported">Does the kernel have sched_ext at all?</param>
/// <param name="State">"enabled", "enabling", "disabling" or "disabled"; empty where it is not supported.</param>
/// <param name="RunningScheduler">The name of the attached scheduler (<c>root/ops</c>); empty if there is none.</param>
/// <param name="HotplugSequence">Counts CPU online and offline events since boot.</param>
/// <remarks>Immutable, and so thread-safe.</remarks>
public sealed record SchedExtState(bool IsSupported, string State, string RunningScheduler, ulong HotplugSequence)
{
    private const string Directory = "sys/kernel/sched_ext/";

    /// <summary>Reads it.</summary>
    /// <param name="root">Where "/" is.</param>
    public static SchedExtState Read(KernelRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        bool supported = root.TryReadText(Directory + "state", out string? state);
        return new SchedExtState(supported, supported ? state!.Trim() : "", ReadRunning(root), ReadHotplugSequence(root));
    }

    internal static string ReadRunning(KernelRoot root) => root.TryReadText(Directory + "root/ops", out string? name) ? name.Trim() : "";

    internal static ulong ReadHotplugSequence(KernelRoot root) =>
        root.TryReadText(Directory + "hotplug_seq", out string? text)
        && ulong.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence)
            ? sequence
            : 0;
}
