using SchedExt.Irq;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>The contract on a kernel before 6.12.</summary>
[Machine(Machines.IrqBefore612), Soak]
public sealed class Before612ProcIrqFsTests : ProcIrqFsTests
{
    /// <summary>The disk's queues. Its first interrupt is for commands to itself, and movable.</summary>
    protected override IEnumerable<int> Managed => Interrupts.DiskQueues();

    protected override IrqWriting Refusal => new(Errno.EIO, true);
}
