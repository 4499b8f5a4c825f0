using System.Globalization;
using System.Text;

namespace SchedExt.Irq;

/// <summary>Reads <c>proc/irq</c>, <c>sys/kernel/irq</c>, <c>proc/interrupts</c> and <c>proc/softirqs</c> into a snapshot.</summary>
/// <remarks>All files go through one buffer and one path, and are parsed where they lie: what is kept becomes an object, nothing else. Not thread-safe.</remarks>
internal sealed class IrqSnapshotReader(KernelRoot root, NumaTopology topology) : IDisposable
{
    private readonly IrqDeviceFinder devices = new(topology);

    private readonly FileBuffer buffer = new();

    private readonly char[] path = new char[128];

    public void Dispose() => buffer.Dispose();

    /// <summary>Affinities first, counters after them: an interrupt that fires and moves in between must not look as if it had come to a CPU that
    /// it had left.</summary>
    public IrqSnapshot Read()
    {
        List<int> numbers = IrqDirectory.NumbersIn(root, IrqDirectory.Proc);
        List<(int Irq, IrqCause Unmovable, CpuSet Current, CpuSet? Effective)> affinities = new(numbers.Count);
        foreach (int irq in numbers)
        {
            IrqCause unmovable = ReadAffinity(irq, out CpuSet current);
            if (unmovable != IrqCause.NoAffinityFile || root.Exists($"{IrqDirectory.Proc}/{irq}"))
            {
                affinities.Add((irq, unmovable, current, ReadEffective(irq)));
            }
        }

        CounterTable interrupts = ReadTable("proc/interrupts"), softIrqs = ReadTable("proc/softirqs");
        var irqs = new IrqDescriptor[affinities.Count];
        for (int index = 0; index < irqs.Length; index++)
        {
            (int irq, IrqCause unmovable, CpuSet current, CpuSet? effective) = affinities[index];
            irqs[index] = Describe(irq, interrupts.Find(irq), unmovable, current, effective);
        }

        return new IrqSnapshot(irqs, topology) { DefaultAffinity = ReadSet(IrqDirectory.DefaultAffinity, isMask: true), Interrupts = interrupts, SoftIrqs = softIrqs };
    }

    /// <summary>The identity of one interrupt: from its row of <c>proc/interrupts</c> where that has one meaning only, else from sysfs, else from the row as well as it can be told.</summary>
    /// <param name="irq">Its number.</param>
    /// <param name="description">The words of its row, if it has one.</param>
    /// <param name="isMessage">Whether it is message-signalled for certain.</param>
    private (string? Chip, long? HardwareIrq, IReadOnlyList<string> Actions) ReadIdentity(int irq, string description, out bool isMessage)
    {
        isMessage = InterruptDescription.TryParseMessageSignalled(description, out (string, long, IReadOnlyList<string>) message);
        return isMessage ? message
            : Text(PathOf(IrqDirectory.Sys, irq, "actions")) is not { } actions ? InterruptDescription.Parse(description)
            : (Text(PathOf(IrqDirectory.Sys, irq, "chip_name")) is { Length: > 0 } chip ? chip : null, Number(PathOf(IrqDirectory.Sys, irq, "hwirq")), IrqDirectory.ParseActions(actions));
    }

    private IrqDescriptor Describe(int irq, CounterRow? row, IrqCause unmovable, CpuSet current, CpuSet? effective)
    {
        (string? chip, long? hardwareIrq, IReadOnlyList<string> actions) = ReadIdentity(irq, row?.Description ?? "", out bool isMessage);
        var identity = new IrqIdentity(irq, chip, hardwareIrq, string.Join(',', actions));
        return new IrqDescriptor(identity)
        {
            Actions = actions,
            Device = devices.Find(identity, actions),
            NodeId = Number(PathOf(IrqDirectory.Proc, irq, "node")) is >= 0 and <= int.MaxValue and var node ? (int)node : null,
            Home = current,
            Current = current,
            Effective = effective,
            // A message goes to one CPU: it is never each CPU's own.
            Unmovable = unmovable == IrqCause.None && !isMessage && Text(PathOf(IrqDirectory.Sys, irq, "name")) == "percpu" ? IrqCause.PerCpu : unmovable,
            Counts = row,
        };
    }

    private IrqCause ReadAffinity(int irq, out CpuSet affinity)
    {
        affinity = default;
        foreach (string name in (ReadOnlySpan<string>)[IrqDirectory.List, IrqDirectory.Mask])
        {
            ReadOnlySpan<char> file = PathOf(IrqDirectory.Proc, irq, name);
            if (ReadSet(file, isMask: name == IrqDirectory.Mask) is { } set)
            {
                affinity = set;
                return root.GetMode(file) is { } mode && (mode & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0 ? IrqCause.Managed : IrqCause.None;
            }

            if (root.Exists(file.ToString()))
            {
                return IrqCause.Unreadable;
            }
        }

        return IrqCause.NoAffinityFile;
    }

    private CpuSet? ReadEffective(int irq)
        => ReadSet(PathOf(IrqDirectory.Proc, irq, IrqDirectory.Effective), isMask: false) ?? ReadSet(PathOf(IrqDirectory.Proc, irq, IrqDirectory.EffectiveMask), isMask: true);

    private CounterTable ReadTable(string file) => root.TryRead(file, buffer) ? CounterTable.Parse(buffer.Content, file) : CounterTable.Empty;

    /// <summary>A file with one number; null when there is none. Hardware numbers are unsigned: those that only 64 bits hold have no use here.</summary>
    private long? Number(ReadOnlySpan<char> file)
    {
        ReadOnlySpan<byte> text = root.TryRead(file, buffer) ? buffer.Content.TrimEnd("\n\0"u8) : [];
        return text.IsEmpty ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null
            : throw new KernelFormatException(file.ToString(), Encoding.UTF8.GetString(text), "a number");
    }

    private string? Text(ReadOnlySpan<char> file) => root.TryRead(file, buffer) ? Encoding.UTF8.GetString(buffer.Content.TrimEnd("\n\0"u8)) : null;

    /// <summary>A file with CPUs; null when it cannot be read.</summary>
    private CpuSet? ReadSet(ReadOnlySpan<char> file, bool isMask)
    {
        if (!root.TryRead(file, buffer))
        {
            return null;
        }

        ReadOnlySpan<byte> text = buffer.Content.TrimEnd((byte)0);
        CpuTextError error;
        return (isMask ? CpuSet.TryParseMask(text, out CpuSet set, out error) : CpuSet.TryParse(text, out set, out error))
            ? set
            : throw new KernelFormatException(file.ToString(), Encoding.UTF8.GetString(text), error.Expected);
    }

    /// <summary>A file of one interrupt. Valid until the next one is asked for.</summary>
    private ReadOnlySpan<char> PathOf(string directory, int irq, string file)
        => path.AsSpan().TryWrite(CultureInfo.InvariantCulture, $"{directory}/{irq}/{file}", out int length) ? path.AsSpan(0, length) : throw new InvalidOperationException(file);
}
