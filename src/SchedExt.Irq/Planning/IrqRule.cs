using System.IO.Enumeration;

namespace SchedExt.Irq;

/// <summary>A rule for the interrupts of some devices: only on these CPUs, or left alone. All conditions that are given must hold.</summary>
/// <remarks>A rule never brings an interrupt onto a protected CPU while another CPU can take it; leaving alone does leave it where it is.
/// Equality: by content. Thread safety: immutable.</remarks>
public sealed record IrqRule
{
    /// <summary>A pattern for the name of a handler, with <c>*</c> and <c>?</c>: <c>nvme0q*</c>. Case counts.</summary>
    /// <value>Null matches every interrupt. Default: null.</value>
    public string? Actions { get; init; }

    /// <summary>The driver of the device: <c>mlx5_core</c>.</summary>
    /// <value>Null matches every interrupt. Default: null.</value>
    public string? Driver { get; init; }

    /// <summary>The PCI address of the device: <c>0000:01:00.0</c>.</summary>
    /// <value>Null matches every interrupt. Default: null.</value>
    public string? Address { get; init; }

    /// <summary>The kind of the device.</summary>
    /// <value>Null matches every interrupt. Default: null.</value>
    public PciDeviceKind? Kind { get; init; }

    /// <summary>The NUMA node of the device.</summary>
    /// <value>Null matches every interrupt. Default: null.</value>
    public int? NodeId { get; init; }

    /// <summary>The CPUs that the interrupts may go to; null leaves the interrupts alone.</summary>
    /// <value>Those that a machine can never have are ignored; when none is left that takes interrupts, they spill. Default: null.</value>
    public CpuSet? Cpus { get; init; }

    /// <summary>Tells whether the rule is for an interrupt.</summary>
    /// <param name="irq">The interrupt.</param>
    /// <returns>Whether each condition that is given holds. What is unknown of an interrupt matches no condition.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="irq"/> is null.</exception>
    public bool Matches(IrqDescriptor irq)
    {
        ArgumentNullException.ThrowIfNull(irq);
        return (Actions is null || irq.Actions.Any(action => FileSystemName.MatchesSimpleExpression(Actions, action, ignoreCase: false)))
            && (Driver is null || irq.Device?.Driver == Driver)
            && (Address is null || irq.Device?.Address == Address)
            && (Kind is null || irq.Device?.Kind == Kind)
            && (NodeId is null || irq.Device?.NodeId == NodeId);
    }
}
