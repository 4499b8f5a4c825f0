using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>A CPU goes offline, and comes back at once, or only after the recovery.</summary>
internal sealed class CpuFlap : Disturbance
{
    private int? _offline;

    /// <summary>The CPU that went offline last.</summary>
    private int _last;

    internal override string Masks() => $"{Interrupts.Masks(withQueues: false)}\n{Interrupts.SteeringMasks()}";

    /// <inheritdoc/>
    public override string ToString() => $" while CPU {_last} went offline{(_offline is null ? " and came" : "")}";

    internal override bool Begin(Random random)
    {
        int cpu = _last = random.Next(1, 8);
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
