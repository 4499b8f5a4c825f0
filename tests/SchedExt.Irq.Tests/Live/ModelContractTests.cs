using SchedExt.Irq.Testing;

namespace SchedExt.Irq.Tests.Live;

public abstract class ModelContractTests(bool movesAtOnce, bool isBefore612 = false) : KernelIrqFsContract
{
    protected override IIrqFs Fs { get; } = Create(movesAtOnce, isBefore612);

    protected override int Movable => 40;

    private static KernelModelIrqFs Create(bool movesAtOnce, bool isBefore612)
    {
        var model = new KernelModelIrqFs(8) { MovesAtOnce = movesAtOnce, IsBefore612 = isBefore612 };
        model.AddIrq(40);
        model.AddIrq(41, CpuSet.Parse("1"), "nvme0q1", managed: true);
        model.AddWorkqueue("writeback");
        model.AddNetworkDevice("eth0");
        return model;
    }
}

/// <summary>Interrupts move when they next fire.</summary>
public class DeferredModelContractTests() : ModelContractTests(movesAtOnce: false);

/// <summary>Interrupts move when they are told to.</summary>
public class ImmediateModelContractTests() : ModelContractTests(movesAtOnce: true);

/// <summary>Files do not tell which interrupts are managed.</summary>
public class Before612ModelContractTests() : ModelContractTests(movesAtOnce: false, isBefore612: true)
{
    protected override IEnumerable<int> Managed => [41];

    protected override IrqWriting Refusal => new(Errno.EIO, true);
}
