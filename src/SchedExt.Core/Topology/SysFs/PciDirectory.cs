using System.Text;

namespace SchedExt;

/// <summary>Reads <c>sys/bus/pci/devices/ADDRESS/{class,vendor,device,uevent,numa_node,local_cpulist,local_cpus,msi_irqs,net}</c>.</summary>
/// <remarks>Kernel: drivers/pci/pci-sysfs.c. Of devices of no interest only the class is read.</remarks>
internal static class PciDirectory
{
    public const string Path = "sys/bus/pci/devices";

    /// <summary>Reads the devices of interest, in ordinal order of their addresses; none where there is no PCI.</summary>
    public static List<PciDevice> ReadAll(SysFsReader reader)
    {
        List<PciDevice> devices = [];
        foreach (string address in reader.Names(Path))
        {
            if (reader.Hexadecimal($"{Path}/{address}/class") is { } code && KindOf(code) is { } kind)
            {
                devices.Add(ReadOne(reader, address, code, kind));
            }
        }

        return devices;
    }

    /// <summary>The kind of a class code such as 0x030200; null for what is of no interest.</summary>
    public static PciDeviceKind? KindOf(int classCode) => (classCode >> 16, classCode >> 8) switch
    {
        (0x03 or 0x12, _) => PciDeviceKind.Gpu,
        (0x02, _) or (_, 0x0c06) => PciDeviceKind.Network,
        (_, 0x0108) => PciDeviceKind.Nvme,
        _ => null,
    };

    private static PciDevice ReadOne(SysFsReader reader, string address, int classCode, PciDeviceKind kind)
    {
        string path = $"{Path}/{address}";
        IReadOnlyList<string> names = reader.Names(path);
        return new PciDevice(address)
        {
            Kind = kind,
            ClassCode = classCode,
            VendorId = reader.Hexadecimal($"{path}/vendor"),
            DeviceId = reader.Hexadecimal($"{path}/device"),
            Driver = ReadDriver(reader, path),
            NodeId = reader.Number($"{path}/numa_node") is { } node and >= 0 ? node : null,
            LocalCpus = reader.List($"{path}/local_cpulist") ?? reader.Mask($"{path}/local_cpus"),
            MsiIrqs = names.Contains("msi_irqs") ? SysFsReader.Numbers(reader.Names($"{path}/msi_irqs"), "") : [],
            NetInterfaces = ReadNetInterfaces(reader, path, names),
        };
    }

    /// <summary>The name after <c>DRIVER=</c> in uevent, else the last part of the driver link.</summary>
    public static string? ReadDriver(SysFsReader reader, string path)
    {
        ReadOnlySpan<byte> text = reader.Bytes($"{path}/uevent");
        int at = text.StartsWith("DRIVER="u8) ? 0 : text.IndexOf("\nDRIVER="u8);
        if (at < 0)
        {
            return reader.Root.ReadLink($"{path}/driver")?.Split('/')[^1];
        }

        text = text[at..].TrimStart((byte)'\n')["DRIVER=".Length..];
        int end = text.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    /// <summary>The names in <c>net</c>, in that of virtio, or behind the colon of the links that kernels before 2.6.26 had.</summary>
    private static List<string> ReadNetInterfaces(SysFsReader reader, string path, IReadOnlyList<string> names)
    {
        List<string> interfaces = [];
        foreach (string name in names)
        {
            if (name.StartsWith("net:", StringComparison.Ordinal))
            {
                interfaces.Add(name["net:".Length..]);
            }
            else if (name == "net" || name.StartsWith("virtio", StringComparison.Ordinal))
            {
                interfaces.AddRange(reader.Names(name == "net" ? $"{path}/net" : $"{path}/{name}/net"));
            }
        }

        interfaces.Sort(StringComparer.Ordinal);
        return interfaces;
    }
}
