namespace SchedExt.Irq.Testing;

public sealed partial class KernelModelIrqFs
{
    /// <summary>Adds an interrupt, as a driver does when it is bound.</summary>
    /// <param name="irq">Its number, from 0; may be one that an interrupt had that vanished.</param>
    /// <param name="affinity">Its affinity; null for the default affinity, narrowed to the node.</param>
    /// <param name="actions">The names of its handlers, comma-joined; empty when nobody handles it: then a mask is only stored.</param>
    /// <param name="managed">Whether the kernel owns its affinity.</param>
    /// <param name="chip">The chip's name, with the device's address in it: <c>PCI-MSIX-0000:01:00.0</c>. Where interrupts move at once, <c>IR-</c> is put before it.</param>
    /// <param name="node">The node of its descriptor; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="irq"/> is below 0.</exception>
    /// <exception cref="ArgumentException">There is such an interrupt, or <paramref name="affinity"/> has a CPU that the machine cannot have.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="actions"/> or <paramref name="chip"/> is null.</exception>
    public void AddIrq(int irq, CpuSet? affinity = null, string actions = "eth0", bool managed = false, string chip = "PCI-MSIX", int? node = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(irq);
        ArgumentNullException.ThrowIfNull(actions);
        ArgumentNullException.ThrowIfNull(chip);
        lock (gate)
        {
            if (irqs.ContainsKey(irq) || affinity is { } asked && !asked.IsSubsetOf(possible))
            {
                throw new ArgumentException($"There is an interrupt {irq} already, or {affinity} is not within {possible}.", nameof(irq));
            }

            CpuSet narrowed = node is { } id && (NodeCpus(id) & defaultAffinity) is { IsEmpty: false } local ? local : defaultAffinity;
            string name = MovesAtOnce && chip.StartsWith("PCI-", StringComparison.Ordinal) ? $"IR-{chip}" : chip;
            Add(new ModelIrq(new IrqIdentity(irq, name, irq, actions), node, managed, possible.Last + 1) { Affinity = affinity ?? narrowed }, null);
        }
    }

    /// <summary>Says which CPUs are on a node.</summary>
    /// <param name="node">The node's id, from 0.</param>
    /// <param name="cpus">Its CPUs.</param>
    public void SetNode(int node, CpuSet cpus)
    {
        lock (gate)
        {
            tree[$"sys/devices/system/node/node{node}/cpulist"] = $"{cpus}\n";
        }
    }

    /// <summary>Takes an interrupt away, as when its driver is unbound.</summary>
    /// <param name="irq">Its number; nothing happens when there is none.</param>
    public void Vanish(int irq)
    {
        lock (gate)
        {
            irqs.Remove(irq);
            changed.Remove(irq);
            tree.Remove($"{IrqDirectory.Proc}/{irq}");
            tree.Remove($"{IrqDirectory.Sys}/{irq}");
            interruptsChanged = true;
        }
    }

    /// <summary>Lets each write of an interrupt's affinity fail.</summary>
    /// <param name="irq">Its number.</param>
    /// <param name="errno">The error; <see cref="Errno.None"/> ends it.</param>
    public void Refuse(int irq, Errno errno)
    {
        lock (gate)
        {
            refusals[irq] = errno;
        }
    }

    /// <summary>Lets each write of the default affinity fail.</summary>
    /// <param name="errno">The error; <see cref="Errno.None"/> ends it.</param>
    public void RefuseDefault(Errno errno)
    {
        lock (gate)
        {
            defaultRefusal = errno;
        }
    }

    /// <summary>Writes an affinity as somebody else: a daemon, a driver, an administrator.</summary>
    /// <param name="irq">The interrupt's number.</param>
    /// <param name="cpus">The CPUs.</param>
    /// <returns>The kernel's answer.</returns>
    public Errno WriteBehind(int irq, CpuSet cpus)
    {
        lock (gate)
        {
            return irqs.TryGetValue(irq, out ModelIrq? found) ? Set(found, cpus) : Errno.ENOENT;
        }
    }

    /// <summary>Lets an interrupt fire once.</summary>
    /// <param name="irq">Its number.</param>
    /// <returns>The CPU that took it; null when it has no target: nobody handles it, or its CPUs are offline.</returns>
    /// <exception cref="KeyNotFoundException">There is no such interrupt.</exception>
    public int? Interrupt(int irq)
    {
        lock (gate)
        {
            ModelIrq found = irqs[irq];
            if (found.Target is not { } cpu)
            {
                return null;
            }

            found.Counts[cpu]++;
            Touch(found);
            CompleteMove(found);
            return cpu;
        }
    }

    /// <summary>Takes a CPU offline: its interrupts move, and masks without an online CPU are overwritten.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <exception cref="InvalidOperationException">It is the last one that is online, or not online.</exception>
    public void SetOffline(int cpu)
    {
        lock (gate)
        {
            if (!online.Contains(cpu) || online.Count == 1)
            {
                throw new InvalidOperationException($"CPU {cpu} cannot go offline while {online} are online.");
            }

            online -= CpuSet.FromRange(cpu, cpu);
            WriteCpus();
            foreach (ModelIrq irq in irqs.Values)
            {
                Migrate(irq, cpu);
            }
        }
    }

    /// <summary>Brings a CPU online. Interrupts do not move back, but managed ones that were shut down start again.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">The machine cannot have it.</exception>
    public void SetOnline(int cpu)
    {
        lock (gate)
        {
            if (!possible.Contains(cpu))
            {
                throw new ArgumentOutOfRangeException(nameof(cpu), cpu, $"The machine can have the CPUs {possible}.");
            }

            online = online.With(cpu);
            WriteCpus();
            foreach (ModelIrq irq in irqs.Values.Where(irq => irq is { IsManaged: true, IsActive: true, Target: null } && irq.Affinity.Contains(cpu)))
            {
                irq.Target = cpu;
                Touch(irq);
            }
        }
    }

    private void Add(ModelIrq irq, CpuSet? effective)
    {
        if (irq.IsActive)
        {
            irq.Target = effective is { IsEmpty: false } known && online.Contains(known.First) ? known.First : FindVector(irq.Affinity & online) ?? (irq.IsManaged ? null : online.First);
        }

        irqs.Add(irq.Identity.Irq, irq);
        Touch(irq);
    }
}
