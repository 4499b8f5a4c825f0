namespace SchedExt.Irq;

/// <summary>Why an interrupt is where it is, or cannot move.</summary>
/// <remarks>The first group explains <see cref="IrqReason.Unmovable"/>, the second one the other reasons.</remarks>
public enum IrqCause
{
    /// <summary>Nothing to explain.</summary>
    None = 0,

    /// <summary>The kernel owns the affinity: its file has no write permission (mode 0444), as for the queues of NVMe disks.</summary>
    Managed,

    /// <summary>The interrupt belongs to each CPU by itself (flow handler <c>percpu</c>).</summary>
    PerCpu,

    /// <summary>There is no affinity file.</summary>
    NoAffinityFile,

    /// <summary>The affinity file cannot be read, or holds no set of CPUs: unknown is not empty, so it is left alone.</summary>
    Unreadable,

    /// <summary>The kernel refused a write before (EPERM, or EIO before Linux 6.12).</summary>
    Refused,

    /// <summary>A rule says to leave it alone.</summary>
    LeftAlone,

    /// <summary>A rule names the CPUs.</summary>
    Rule,

    /// <summary>No CPU of the home affinity is online.</summary>
    HomeOffline,

    /// <summary>The home affinity holds protected CPUs, and others that take the interrupt.</summary>
    HomePartlyProtected,

    /// <summary>The home affinity is protected altogether; the target is any CPU that is not.</summary>
    HomeProtected,

    /// <summary>As <see cref="HomeProtected"/>; the target shares the last-level cache with the home affinity.</summary>
    NearCache,

    /// <summary>As <see cref="HomeProtected"/>; the target is on the device's node, or on a node of the home affinity.</summary>
    NearNode,

    /// <summary>As <see cref="HomeProtected"/>; the target is on the nearest node with an unprotected CPU.</summary>
    NearestNode,

    /// <summary>No online CPU is unprotected.</summary>
    NothingFree,
}
