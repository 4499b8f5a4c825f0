namespace SchedExt.Bpf;

/// <summary>How a <see cref="GpuAffinityTracker"/> looks for processes that use GPUs.</summary>
/// <remarks>Immutable, and so thread-safe. Equality: by reference.</remarks>
public sealed class GpuAffinityOptions
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1), s_longest = TimeSpan.FromDays(1);

    private readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Time from one scan to the next: a GPU that is opened brings its process home this much later at most, plus a scan. (Where the driver is
    /// built into the kernel, and more than <see cref="GpuProcessReader.AlwaysAsked"/> processes run, an old one is found up to 20 scans later.)</summary>
    /// <value>1 ms to 1 day. Default: 500 ms.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan Interval
    {
        get => _interval;
        init => _interval = value >= s_shortest && value <= s_longest
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The interval must be from 1 ms to 1 day.");
    }

    /// <summary>The machine whose processes are looked at.</summary>
    /// <value>Default: <see cref="KernelRoot.Host"/>. Where its <c>proc</c> is of another pid namespace, that must be the host's.</value>
    public KernelRoot Processes { get; init; } = KernelRoot.Host;

    /// <summary>The machine whose GPUs are looked at.</summary>
    /// <value>Default: <see cref="KernelRoot.Host"/>.</value>
    public KernelRoot Devices { get; init; } = KernelRoot.Host;

    /// <summary>The clock for waits.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
