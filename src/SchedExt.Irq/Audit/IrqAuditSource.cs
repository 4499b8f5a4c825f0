namespace SchedExt.Irq;

/// <summary>What kind of thing interrupted a CPU.</summary>
public enum IrqAuditSource
{
    /// <summary>A device's interrupt: a numbered row of <c>proc/interrupts</c>.</summary>
    Device = 0,

    /// <summary>Work that an interrupt left for later: a row of <c>proc/softirqs</c>.</summary>
    SoftIrq,

    /// <summary>The architecture's own: timer, reschedule, TLB shootdown.</summary>
    Architecture,
}
