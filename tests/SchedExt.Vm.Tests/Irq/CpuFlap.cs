using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>A CPU goes offline, and comes back at once, or only after the recovery.</summary>
internal sealed class CpuFlap : Disturbance
{
    private int? _offline;

    internal override string Masks() => $"{Interrupts.Masks(withQueues: false)}\n{Interrupts.SteeringMasks()}";

    internal override bool Begin(Random random)
    {
        int cpu = random.Next(1, 8);
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
