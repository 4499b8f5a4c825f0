namespace SchedExt;

/// <summary>The kinds of PCI devices that placement depends on, by the class code of the device.</summary>
public enum PciDeviceKind
{
    /// <summary>A GPU or another accelerator: display controllers (class 03, 3D ones included; also the small one of a server's
    /// management chip) and processing accelerators (class 12).</summary>
    Gpu,

    /// <summary>A network device: class 02, and InfiniBand (class 0c06).</summary>
    Network,

    /// <summary>An NVMe disk: class 0108.</summary>
    Nvme,
}
