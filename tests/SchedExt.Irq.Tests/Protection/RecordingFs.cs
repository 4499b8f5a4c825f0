namespace SchedExt.Irq.Tests.Protection;

/// <summary>Passes everything on, keeps the writes, and lets one of them fail, or everything from one of them on.</summary>
internal sealed class RecordingFs(IIrqFs inner) : IIrqFs
{
    /// <summary>The writes of steering masks.</summary>
    public List<(string Path, CpuSet Cpus)> Masks { get; } = [];

    /// <summary>The writes: the interrupt, or null for the default or another mask.</summary>
    public List<(int? Irq, CpuSet Cpus)> Writes { get; } = [];

    /// <summary>Asked for each write, by its position from 0; what it answers is the kernel's answer when it is an error.</summary>
    public Func<int, Errno> Fault { get; init; } = _ => Errno.None;

    /// <summary>Done before each write, by its position.</summary>
    public Action<int> Before { get; init; } = _ => { };

    public KernelRoot Root => inner.Root;

    public IReadOnlyList<int> ListIrqs() => inner.ListIrqs();

    public IrqReading ReadAffinity(int irq) => inner.ReadAffinity(irq);

    public IrqReading ReadEffectiveAffinity(int irq) => inner.ReadEffectiveAffinity(irq);

    public IrqReading ReadDefaultAffinity() => inner.ReadDefaultAffinity();

    public IrqWriting WriteAffinity(int irq, CpuSet cpus) => Write(irq, cpus, () => inner.WriteAffinity(irq, cpus));

    public IrqWriting WriteDefaultAffinity(CpuSet cpus) => Write(null, cpus, () => inner.WriteDefaultAffinity(cpus));

    public IrqReading ReadMask(string path) => inner.ReadMask(path);

    public IrqWriting WriteMask(string path, CpuSet cpus)
    {
        Masks.Add((path, cpus));
        return Write(null, cpus, () => inner.WriteMask(path, cpus));
    }

    private IrqWriting Write(int? irq, CpuSet cpus, Func<IrqWriting> pass)
    {
        int position = Writes.Count;
        Writes.Add((irq, cpus));
        Before(position);
        Errno errno = Fault(position);
        return errno == Errno.None ? pass() : new IrqWriting(errno, true);
    }
}
