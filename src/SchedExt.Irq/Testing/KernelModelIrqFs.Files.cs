using System.Text;

namespace SchedExt.Irq.Testing;

public sealed partial class KernelModelIrqFs
{
    private const string Cpu = "sys/devices/system/cpu";

    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The files of the machine. Those of interrupts are written when somebody looks.</summary>
    private readonly KernelTree tree = [];

    /// <summary>Interrupts whose files are out of date. Guarded by the gate.</summary>
    private readonly HashSet<int> changed = [];

    private bool interruptsChanged = true;

    private void Touch(ModelIrq irq) => changed.Add(irq.Identity.Irq);

    private CpuSet NodeCpus(int node)
        => tree.TryReadText($"sys/devices/system/node/node{node}/cpulist", out string? text) ? CpuSet.Parse(text) : default;

    private void WriteCpus()
    {
        tree[$"{Cpu}/possible"] = tree[$"{Cpu}/present"] = $"{possible}\n";
        tree[$"{Cpu}/online"] = $"{online}\n";
        WriteDefault();
        interruptsChanged = true;
    }

    private void WriteDefault() => tree[IrqDirectory.DefaultAffinity] = defaultAffinity.ToMaskString(possible.Last + 1) + "\n";

    private void WriteChangedIrqs()
    {
        if (changed.Count == 0 && !interruptsChanged)
        {
            return;
        }

        foreach (int irq in changed)
        {
            Write(irqs[irq]);
        }

        changed.Clear();
        interruptsChanged = false;
        WriteInterrupts();
    }

    private void Write(ModelIrq irq)
    {
        string proc = $"{IrqDirectory.Proc}/{irq.Identity.Irq}/", sys = $"{IrqDirectory.Sys}/{irq.Identity.Irq}/";
        if (!tree.Exists(proc + IrqDirectory.Mask))
        {
            UnixFileMode mode = irq.IsManaged && !IsBefore612 ? ReadOnly : ReadOnly | UnixFileMode.UserWrite;
            tree.Add(proc + IrqDirectory.Mask, "", mode);
            tree.Add(proc + IrqDirectory.List, "", mode);
        }

        tree[proc + IrqDirectory.Mask] = irq.Shown.ToMaskString(possible.Last + 1) + "\n";
        tree[proc + IrqDirectory.List] = $"{irq.Shown}\n";
        tree[proc + IrqDirectory.Effective] = $"{irq.Effective}\n";
        tree[proc + "node"] = $"{irq.NodeId ?? -1}\n";
        tree[sys + "actions"] = irq.Identity.Actions + "\n";
        tree[sys + "chip_name"] = irq.Identity.Chip + "\n";
        tree[sys + "hwirq"] = $"{irq.Identity.HardwareIrq}\n";
        tree[sys + "per_cpu_count"] = string.Join(',', possible.ToArray().Select(cpu => irq.Counts[cpu])) + "\n";
    }

    /// <summary>Columns of online CPUs only, rows of interrupts that somebody handles.</summary>
    private void WriteInterrupts()
    {
        int[] columns = online.ToArray();
        var text = new StringBuilder("    ").AppendJoin(' ', columns.Select(cpu => $"CPU{cpu}")).Append('\n');
        foreach (ModelIrq irq in irqs.Values.Where(irq => irq.IsActive))
        {
            text.Append($"{irq.Identity.Irq,4}: ").AppendJoin(' ', columns.Select(cpu => irq.Counts[cpu]))
                .Append($"  {irq.Identity.Chip}   {irq.Identity.HardwareIrq}-edge      {irq.Identity.Actions.Replace(",", ", ", StringComparison.Ordinal)}\n");
        }

        tree["proc/interrupts"] = text.ToString();
    }
}
