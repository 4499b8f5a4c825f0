using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>A CPU goes offline, and comes back at once, or only after the recovery.</summary>
internal sealed class CpuFlap : Disturbance
{
    private int? _offline;

    /// <summary>The CPU that goes offline next, and that went last.</summary>
    private int _next, _last;

    internal override string Masks() => $"{Interrupts.Masks(withQueues: false)}\n{Interrupts.SteeringMasks()}";

    /// <inheritdoc/>
    public override string ToString() => $" while CPU {_last} went offline{(_offline is null ? " and came" : "")}";

    /// <summary>Every other time the CPU that goes offline is the last one that was left to interrupts of the first node: then what was written is lost.</summary>
    internal override CpuSet Choose(Random random)
    {
        bool isLast = random.Next(2) == 0;
        _next = isLast ? random.Next(1, 4) : random.Next(1, 8);
        return isLast ? (base.Choose(random) | IrqMachine.FirstFour) - CpuSet.FromRange(_next, _next) : base.Choose(random);
    }

    internal override bool Begin(Random random)
    {
        int cpu = _last = _next;
        Kernel.SetOnline(cpu, false);
        _offline = random.Next(2) == 0 ? cpu : null;
        if (_offline is null) Kernel.SetOnline(cpu, true);
        return true;
    }

    internal override bool End()
    {
        if (_offline is not { } cpu) return false;
        Kernel.SetOnline(cpu, true);
        _offline = null;
        return true;
    }
}
