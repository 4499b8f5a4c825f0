using System.Globalization;

namespace SchedExt.Bpf;

/// <summary>
/// An exit code in its three parts (<c>enum scx_exit_code</c>). A value: equal when <see cref="Value"/> is; <c>default</c> is 0.
/// </summary>
/// <param name="Value">The whole code, as the kernel gives it.</param>
/// <remarks>Immutable, and so thread-safe.</remarks>
public readonly record struct SchedulerExitCode(long Value)
{
    private const int MaxErrno = 4095; // MAX_ERRNO, include/linux/err.h

    /// <summary>Bits 48 to 63: what the host is asked to do.</summary>
    public SchedulerExitAction Action => (SchedulerExitAction)((ulong)Value >> 48);

    /// <summary>Bits 32 to 47: what caused it.</summary>
    public SchedulerExitReason Reason => (SchedulerExitReason)((ulong)Value >> 32 & 0xffff);

    /// <summary>Bits 0 to 31: the scheduler's own.</summary>
    public uint User => (uint)Value;

    /// <summary>"0", or "0x1000100000000 (Restart, Hotplug)"; an errno, which is negative, as "-22 (EINVAL)".</summary>
    public override string ToString() => Value switch
    {
        < 0 and >= -MaxErrno => string.Create(CultureInfo.InvariantCulture, $"{Value} ({ErrnoText.Name((int)-Value)})"),
        >= 0 and <= uint.MaxValue => Value.ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"0x{Value:x} ({Action}, {Reason})"),
    };
}
