using SchedExt.Irq;
using SchedExt.Irq.Tests.Live;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>The contract on the kernel's own files.</summary>
[Machine(Machines.Irq)]
public class ProcIrqFsTests : KernelIrqFsContract, IDisposable
{
    private readonly CpuSet _before;

    public ProcIrqFsTests() => _before = Fs.ReadAffinity(Movable).Cpus;

    protected override IIrqFs Fs { get; } = new ProcIrqFs(KernelRoot.Host);

    protected override int Movable { get; } = Interrupts.Idle()[0];

    public void Dispose()
    {
        Fs.WriteAffinity(Movable, _before);
        GC.SuppressFinalize(this);
    }
}
