namespace SchedExt.Bpf;

/// <summary>One check. A value: equal by content.</summary>
/// <param name="Name">What was checked, in a word or two: "BTF".</param>
/// <param name="Status">What was found.</param>
/// <param name="Message">What was found, in a sentence.</param>
/// <param name="Remedy">How to mend it; empty where there is nothing to mend.</param>
/// <param name="Cause">Where to mend it.</param>
/// <remarks>Immutable, and so thread-safe.</remarks>
public sealed record PreflightCheck(string Name, PreflightStatus Status, string Message, string Remedy = "", PreflightCause Cause = PreflightCause.Machine)
{
    /// <summary>"BTF: the kernel has no /sys/kernel/btf/vmlinux. Use a kernel with CONFIG_DEBUG_INFO_BTF."</summary>
    public override string ToString() => Remedy.Length == 0 ? $"{Name}: {Message}" : $"{Name}: {Message} {Remedy}";
}
