namespace SchedExt.Bpf;

/// <summary>How a <see cref="GpuAffinityTracker"/> looks for processes that use GPUs. Immutable.</summary>
public sealed class GpuAffinityOptions
{
    private readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Time from one scan to the next: a GPU that is opened brings its process home this much later at most, plus a scan. (Where the driver is
    /// built into the kernel, and more than <see cref="GpuProcessReader.AlwaysAsked"/> processes run, an old one is found up to 20 scans later.)</summary>
    /// <value>More than zero. Default: 500 ms.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Interval
    {
        get => _interval;
        init => _interval = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The interval must be positive.");
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
