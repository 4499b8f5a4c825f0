using System.Text.RegularExpressions;

namespace SchedExt.Irq;

/// <summary>Finds the device behind an interrupt: by the device's own list first, then by addresses and interfaces in names.</summary>
internal sealed partial class IrqDeviceFinder
{
    private readonly NumaTopology topology;

    private readonly Dictionary<string, IrqDevice> byAddress = new(StringComparer.Ordinal);

    private readonly Dictionary<string, IrqDevice> byInterface = new(StringComparer.Ordinal);

    /// <summary>What is behind each chip that was asked for: one device's interrupts have one chip.</summary>
    private readonly Dictionary<string, IrqDevice?> byChip = new(StringComparer.Ordinal);

    public IrqDeviceFinder(NumaTopology topology)
    {
        this.topology = topology;
        foreach (PciDevice device in topology.Devices)
        {
            IrqDevice found = byAddress[device.Address] = IrqDevice.From(device);
            foreach (string name in device.NetInterfaces)
            {
                byInterface[name] = found;
            }
        }
    }

    public IrqDevice? Find(IrqIdentity identity, IReadOnlyList<string> actions)
    {
        if (topology.DeviceOfIrq(identity.Irq) is { } listed)
        {
            return byAddress[listed.Address];
        }

        if (identity.Chip is not null && Behind(identity.Chip) is { } chip)
        {
            return chip;
        }

        foreach (string action in actions)
        {
            if (AddressIn(action) is { } named)
            {
                return named;
            }

            if (byInterface.Count > 0 && InterfaceIn(action) is { } network)
            {
                return network;
            }

            if (action == "nvidia")
            {
                return new IrqDevice(null, PciDeviceKind.Gpu, null, action);
            }
        }

        return null;
    }

    private IrqDevice? Behind(string chip) => byChip.TryGetValue(chip, out IrqDevice? found) ? found : byChip[chip] = AddressIn(chip);

    private IrqDevice? AddressIn(string name)
        => name.Contains(':') && Address().Match(name) is { Success: true, Value: var address }
            ? byAddress.TryGetValue(address, out IrqDevice? known) ? known : byAddress[address] = new IrqDevice(address, null, null, null)
            : null;

    /// <summary>The device whose interface the name starts with, as in <c>eth0-TxRx-3</c>, <c>eth0</c> or <c>i40e-eth0-TxRx-1</c>.</summary>
    private IrqDevice? InterfaceIn(string action)
    {
        foreach (string part in action.Split('-', '@', ':', '.'))
        {
            if (byInterface.TryGetValue(part, out IrqDevice? device))
            {
                return device;
            }
        }

        return null;
    }

    [GeneratedRegex("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]")]
    private static partial Regex Address();
}
