using SchedExt.Irq;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>The interrupts of this machine, by what they are good for in tests.</summary>
internal static class Interrupts
{
    /// <summary>Whether moves happen at once: the chips' names say that interrupts are remapped.</summary>
    internal static bool AreRemapped => IrqSnapshot.Read(KernelRoot.Host).Irqs.Any(irq => irq.Identity.Chip?.StartsWith("IR-", StringComparison.Ordinal) == true);

    /// <summary>Active interrupts that hardly ever fire, and whose driver sets no masks: those for changes of a card's settings.</summary>
    internal static int[] Idle() =>
        [.. IrqSnapshot.Read(KernelRoot.Host).Irqs.Where(irq => irq.IsMovable && irq.Device?.Kind == PciDeviceKind.Network && irq.Actions.Any(action => action.EndsWith("-config", StringComparison.Ordinal))).Select(irq => irq.Irq)];

    /// <summary>Those of a disk's queues, which are managed: all but its first.</summary>
    internal static int[] DiskQueues() =>
        [.. IrqSnapshot.Read(KernelRoot.Host).Irqs.Where(irq => irq.Actions.Any(action => action.StartsWith("nvme", StringComparison.Ordinal) && !action.EndsWith("q0", StringComparison.Ordinal))).Select(irq => irq.Irq)];

    /// <summary>Those that a chip has from the start on: the timer's and the cascade's cannot be moved.</summary>
    internal static int[] WithoutSetter() => [.. IrqSnapshot.Read(KernelRoot.Host).Irqs.Where(irq => irq.Irq is 0 or 2).Select(irq => irq.Irq)];

    /// <summary>The mask of each interrupt and of the default, one a line; but not of a network card's queues, whose driver sets them at each hotplug.</summary>
    internal static string Masks(bool withQueues = true)
    {
        IrqSnapshot now = IrqSnapshot.Read(KernelRoot.Host);
        IEnumerable<IrqDescriptor> irqs = now.Irqs.Where(irq => withQueues || !irq.Actions.Any(action => action.Contains("put.", StringComparison.Ordinal)));
        return $"default: {now.DefaultAffinity}\n{string.Join('\n', irqs.Select(irq => $"{irq}: {irq.Current}"))}";
    }

    /// <summary>The masks of received and sent packets and of workqueues, one a line; or the error, as for packets sent by an only queue.</summary>
    internal static string SteeringMasks()
    {
        var fs = new ProcIrqFs(KernelRoot.Host);
        IEnumerable<string> files = Directory.GetDirectories("/sys/class/net").SelectMany(device => Directory.GetDirectories($"{device}/queues")).SelectMany(queue => Directory.GetFiles(queue, "?ps_cpus"))
            .Concat(Directory.GetDirectories("/sys/devices/virtual/workqueue").SelectMany(queue => Directory.GetFiles(queue, "cpumask")))
            .Append("/sys/devices/virtual/workqueue/cpumask").Append("/proc/sys/net/core/rps_default_mask");
        return string.Join('\n', files.Order(StringComparer.Ordinal).Select(file => $"{file}: {Told(fs.ReadMask(file[1..]))}"));
    }

    private static string Told(IrqReading mask) => mask.Succeeded ? $"{mask.Cpus}" : $"{mask.Errno}";

    /// <summary>Those of the machine's movable interrupts whose mask reaches one of the CPUs.</summary>
    internal static IEnumerable<string> Reaching(CpuSet cpus) => IrqSnapshot.Read(KernelRoot.Host).Irqs.Where(irq => irq.IsMovable && irq.Current.Overlaps(cpus)).Select(irq => $"{irq}: {irq.Current}");

    /// <summary>Measures that nothing interrupts the CPUs which could be elsewhere.</summary>
    internal static async Task NoneShouldReachAsync(CpuSet cpus)
    {
        IrqAudit audit = await IrqAudit.MeasureAsync(cpus, TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        audit.MovableCount.Should().Be(0UL, audit.Verdict);
    }

    /// <summary>Gives each the mask that it had. What irqbalance leaves behind, one CPU each, is in the way of other tests: the kernel itself moves those when their CPU goes offline.</summary>
    internal static void PutBack(IrqSnapshot before)
    {
        var fs = new ProcIrqFs(KernelRoot.Host);
        foreach (IrqDescriptor irq in before.Irqs.Where(irq => irq.IsMovable && fs.ReadAffinity(irq.Irq).Cpus != irq.Current))
        {
            fs.WriteAffinity(irq.Irq, irq.Current);
        }
    }
}
