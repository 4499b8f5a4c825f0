using SchedExt.Irq;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>The driver of the last network card lets go of it and takes it again: the card's interrupts and queues are new ones, mostly under the old numbers.</summary>
internal sealed class DriverRebind : Disturbance
{
    private const string Driver = "/sys/bus/pci/drivers/virtio-pci/";

    private readonly string _address;

    /// <summary>Binds the driver again once.</summary>
    internal DriverRebind()
    {
        IrqSnapshot now = IrqSnapshot.Read(KernelRoot.Host);
        _address = now[Interrupts.Idle()[^1]].Device!.Address!;
        // What the card has from the boot is not what it gets from then on.
        Begin(new Random(0));
    }

    /// <summary>By the handlers' names: numbers are given anew.</summary>
    internal override string Masks()
    {
        IrqSnapshot now = IrqSnapshot.Read(KernelRoot.Host);
        IEnumerable<string> irqs = now.Irqs.Where(irq => irq.Actions.Count > 0 && !irq.Actions.Any(action => action.Contains("put.", StringComparison.Ordinal))).Select(irq => $"{irq.Identity.Actions}: {irq.Current}");
        return $"default: {now.DefaultAffinity}\n{string.Join('\n', irqs.Order(StringComparer.Ordinal))}\n{Interrupts.SteeringMasks()}";
    }

    internal override bool Begin(Random random)
    {
        File.WriteAllText(Driver + "unbind", _address);
        Thread.Sleep(random.Next(700));
        File.WriteAllText(Driver + "bind", _address);
        return true;
    }
}
