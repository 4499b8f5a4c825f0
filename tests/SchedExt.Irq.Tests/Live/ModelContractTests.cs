using SchedExt.Irq.Testing;

namespace SchedExt.Irq.Tests.Live;

public abstract class ModelContractTests(bool movesAtOnce) : KernelIrqFsContract
{
    protected override IIrqFs Fs { get; } = Create(movesAtOnce);

    protected override int Movable => 40;

    private static KernelModelIrqFs Create(bool movesAtOnce)
    {
        var model = new KernelModelIrqFs(8) { MovesAtOnce = movesAtOnce };
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
