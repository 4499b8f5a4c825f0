namespace SchedExt.Bpf;

/// <summary>Checks of the kernel: what it was built with, how it was started, who holds sched_ext.</summary>
internal static class KernelChecks
{
    /// <summary><c>/sys/kernel/sched_ext</c> is there where CONFIG_SCHED_CLASS_EXT is on (kernel/sched/ext.c).</summary>
    internal static PreflightCheck SchedExt(KernelRoot root)
    {
        string release = root.TryReadText("proc/sys/kernel/osrelease", out string? text) ? text.Trim() : "";
        string kernel = release.Length == 0 ? "the kernel" : $"kernel {release}";
        return root.Exists("sys/kernel/sched_ext/state")
            ? new("sched_ext", PreflightStatus.Passed, $"{kernel} has it.")
            : new("sched_ext", PreflightStatus.Failed, $"{kernel} does not have it.", "Boot Linux 6.12 or newer with CONFIG_SCHED_CLASS_EXT=y (Debian's kernels: from 6.16 on).");
    }

    internal static PreflightCheck Btf(KernelRoot root) => root.Exists("sys/kernel/btf/vmlinux")
        ? new("BTF", PreflightStatus.Passed, "the kernel describes its types.")
        : new("BTF", PreflightStatus.Failed, "the kernel does not describe its types.", "Boot a kernel with CONFIG_DEBUG_INFO_BTF=y.");

    /// <summary>struct_ops programs run compiled only: without the JIT the kernel answers ENOTSUPP (524).</summary>
    internal static PreflightCheck Jit(KernelRoot root)
    {
        if (!root.TryReadText("proc/sys/net/core/bpf_jit_enable", out string? text))
            return new("BPF JIT", PreflightStatus.Unknown, "whether it is on can be read by root only.");
        return text.Trim() != "0"
            ? new("BPF JIT", PreflightStatus.Passed, "it is on.")
            : new("BPF JIT", PreflightStatus.Failed, "it is off.", "Turn it on: sysctl -w net.core.bpf_jit_enable=1.");
    }

    /// <summary>sched_ext refuses to attach beside isolcpus= domain isolation (EINVAL, scx_enable).</summary>
    internal static PreflightCheck IsolatedCpus(KernelRoot root)
    {
        string isolated = root.TryReadText("sys/devices/system/cpu/isolated", out string? text) ? text.Trim() : "";
        return isolated.Length == 0
            ? new("isolated CPUs", PreflightStatus.Passed, "none.")
            : new("isolated CPUs", PreflightStatus.Failed, $"the CPUs {isolated} are isolated, and sched_ext does not attach beside that.", "Boot without isolcpus= on the kernel's command line.");
    }

    internal static PreflightCheck OtherScheduler(KernelRoot root)
    {
        SchedExtState state = SchedExtState.Read(root);
        if (state.State is "" or "disabled") return new("other scheduler", PreflightStatus.Passed, "none is running.");
        string name = state.RunningScheduler.Length == 0 ? "one" : $"'{state.RunningScheduler}'";
        return new("other scheduler", PreflightStatus.Failed, $"{name} is {(state.State == "enabled" ? "running" : state.State)}.", "Stop it first.", PreflightCause.Busy);
    }
}
