using System.Globalization;

namespace SchedExt.Bpf;

/// <summary>Checks of what this process may do.</summary>
internal static class PrivilegeChecks
{
    // include/uapi/linux/capability.h
    private const int CapSysAdmin = 21, CapPerfmon = 38, CapBpf = 39;

    /// <summary>
    /// struct_ops maps need CAP_BPF (map_create), their programs CAP_PERFMON too (is_perfmon_prog_type, kernel/bpf/syscall.c);
    /// CAP_SYS_ADMIN stands for both.
    /// </summary>
    internal static PreflightCheck Capabilities(KernelRoot root)
    {
        if (!root.TryReadText("proc/self/status", out string? status) || Effective(status) is not { } capabilities)
            return new("privileges", PreflightStatus.Unknown, "the capabilities of this process cannot be read.");

        bool Has(int capability) => (capabilities >> capability & 1) != 0;
        return Has(CapSysAdmin) || (Has(CapBpf) && Has(CapPerfmon))
            ? new("privileges", PreflightStatus.Passed, "they suffice.")
            : new("privileges", PreflightStatus.Failed, "CAP_BPF and CAP_PERFMON are missing.", "Run as root, or give both capabilities.", PreflightCause.Privileges);
    }

    // 1   CapEff:	000001ffffffffff    (task_cap, fs/proc/array.c)
    private static ulong? Effective(string status)
    {
        foreach (ReadOnlySpan<char> line in status.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("CapEff:", StringComparison.Ordinal)
                && ulong.TryParse(line["CapEff:".Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong set))
            {
                return set;
            }
        }

        return null;
    }
}
