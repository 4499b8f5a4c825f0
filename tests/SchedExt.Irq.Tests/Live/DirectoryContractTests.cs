namespace SchedExt.Irq.Tests.Live;

/// <summary>The real implementation on plain files.</summary>
public sealed class DirectoryContractTests : IrqFsContract, IDisposable
{
    private readonly TemporaryMachine machine = new(
        ("sys/devices/system/cpu/possible", "0-39"), ("sys/devices/system/cpu/online", "0-39"),
        ("proc/irq/default_smp_affinity", "ff,ffffffff\n"), ("proc/irq/40/smp_affinity", "ff,ffffffff\n"), ("sys/devices/virtual/workqueue/cpumask", "ff,ffffffff\n"));

    protected override IIrqFs Fs => field ??= new ProcIrqFs(machine.Root);

    protected override int Movable => 40;

    public void Dispose() => machine.Dispose();
}
