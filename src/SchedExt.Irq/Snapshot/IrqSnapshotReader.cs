using System.Globalization;

namespace SchedExt.Irq;

/// <summary>Reads <c>proc/irq</c>, <c>sys/kernel/irq</c>, <c>proc/interrupts</c> and <c>proc/softirqs</c> into a snapshot.</summary>
internal sealed class IrqSnapshotReader(KernelRoot root, NumaTopology topology)
{
    private readonly IrqDeviceFinder devices = new(topology);

    /// <summary>Affinities first, counters after them: an interrupt that fires and moves in between must not look as if it had come to a CPU that
    /// it had left.</summary>
    public IrqSnapshot Read()
    {
        List<(int Irq, IrqCause Unmovable, CpuSet Current, CpuSet? Effective)> affinities = [];
        foreach (int irq in IrqDirectory.Numbers(root.ListDirectory(IrqDirectory.Proc)))
        {
            string path = $"{IrqDirectory.Proc}/{irq}/";
            IrqCause unmovable = ReadAffinity(path, out CpuSet current);
            if (unmovable != IrqCause.NoAffinityFile || root.Exists(path.TrimEnd('/')))
            {
                affinities.Add((irq, unmovable, current, ReadEffective(path)));
            }
        }

        CounterTable interrupts = ReadTable("proc/interrupts"), softIrqs = ReadTable("proc/softirqs");
        IrqDescriptor[] irqs = [.. affinities.Select(read => Describe(read.Irq, interrupts.Find(read.Irq), read.Unmovable, read.Current, read.Effective))];
        return new IrqSnapshot(irqs, topology) { DefaultAffinity = ReadDefault(), Interrupts = interrupts, SoftIrqs = softIrqs };
    }

    /// <summary>The identity of one interrupt: from its row of <c>proc/interrupts</c> where that has one meaning only, else from sysfs, else from the row as well as it can be told.</summary>
    /// <param name="irq">Its number.</param>
    /// <param name="row">Its row, if it has one.</param>
    /// <param name="isMessage">Whether it is message-signalled for certain.</param>
    private IrqIdentity ReadIdentity(int irq, CounterRow? row, out bool isMessage)
    {
        isMessage = InterruptDescription.TryParseMessageSignalled(row?.Description ?? "", out (string Chip, long HardwareIrq, string Actions) message);
        if (isMessage)
        {
            return new IrqIdentity(irq, message.Chip, message.HardwareIrq, message.Actions);
        }

        string path = $"{IrqDirectory.Sys}/{irq}/";
        if (Text(path + "actions") is { } actions)
        {
            return new IrqIdentity(irq, Text(path + "chip_name") is { Length: > 0 } chip ? chip : null, Number(path + "hwirq"), string.Join(',', IrqDirectory.ParseActions(actions)));
        }

        (string? Chip, long? HardwareIrq, IReadOnlyList<string> Actions) parts = InterruptDescription.Parse(row?.Description ?? "");
        return new IrqIdentity(irq, parts.Chip, parts.HardwareIrq, string.Join(',', parts.Actions));
    }

    private IrqDescriptor Describe(int irq, CounterRow? row, IrqCause unmovable, CpuSet current, CpuSet? effective)
    {
        IrqIdentity identity = ReadIdentity(irq, row, out bool isMessage);
        IReadOnlyList<string> actions = IrqDirectory.ParseActions(identity.Actions);
        return new IrqDescriptor(identity)
        {
            Actions = actions,
            Device = devices.Find(identity, actions),
            NodeId = Number($"{IrqDirectory.Proc}/{irq}/node") is >= 0 and <= int.MaxValue and var node ? (int)node : null,
            Home = current,
            Current = current,
            Effective = effective,
            // A message goes to one CPU: it is never each CPU's own.
            Unmovable = unmovable == IrqCause.None && !isMessage && Text($"{IrqDirectory.Sys}/{irq}/name") == "percpu" ? IrqCause.PerCpu : unmovable,
            Counts = row,
        };
    }

    private IrqCause ReadAffinity(string path, out CpuSet affinity)
    {
        string name = path + IrqDirectory.List;
        bool isMask = false;
        affinity = default;
        if (!root.TryReadText(name, out string? text))
        {
            if (root.Exists(name))
            {
                return IrqCause.Unreadable;
            }

            name = path + IrqDirectory.Mask;
            isMask = true;
            if (!root.TryReadText(name, out text))
            {
                return root.Exists(name) ? IrqCause.Unreadable : IrqCause.NoAffinityFile;
            }
        }

        affinity = ParseSet(text, name, isMask);
        return root.GetMode(name) is { } mode && (mode & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0 ? IrqCause.Managed : IrqCause.None;
    }

    private CpuSet? ReadEffective(string path)
        => root.TryReadText(path + IrqDirectory.Effective, out string? list) ? ParseSet(list, path + IrqDirectory.Effective, isMask: false)
            : root.TryReadText(path + IrqDirectory.EffectiveMask, out string? mask) ? ParseSet(mask, path + IrqDirectory.EffectiveMask, isMask: true)
            : null;

    private CpuSet? ReadDefault()
        => root.TryReadText(IrqDirectory.DefaultAffinity, out string? text) ? ParseSet(text, IrqDirectory.DefaultAffinity, isMask: true) : null;

    private CounterTable ReadTable(string path) => root.TryReadText(path, out string? text) ? CounterTable.Parse(text, path) : CounterTable.Empty;

    /// <summary>A file with one number; null when there is none. Hardware numbers are unsigned: those that only 64 bits hold have no use here.</summary>
    private long? Number(string path)
        => Text(path) is not { Length: > 0 } text ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null
            : throw new KernelFormatException(path, text, "a number");

    private string? Text(string path) => root.TryReadText(path, out string? text) ? text.TrimEnd('\n', '\0') : null;

    private static CpuSet ParseSet(string text, string path, bool isMask)
    {
        string trimmed = text.TrimEnd('\0');
        CpuTextError error;
        return (isMask ? CpuSet.TryParseMask(trimmed, out CpuSet set, out error) : CpuSet.TryParse(trimmed, out set, out error))
            ? set
            : throw new KernelFormatException(path, text, error.Expected);
    }
}
