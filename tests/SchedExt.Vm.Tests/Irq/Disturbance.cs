namespace SchedExt.Vm.Tests.Irq;

/// <summary>What happens to the machine while interrupts are kept off CPUs: nothing, here.</summary>
internal class Disturbance
{
    /// <summary>What happened last, for messages.</summary>
    /// <returns>Words that follow the protected CPUs; empty here.</returns>
    public override string ToString() => "";

    /// <summary>Every mask that is to be as it was afterwards.</summary>
    internal virtual string Masks() => $"{Interrupts.Masks()}\n{Interrupts.SteeringMasks()}";

    /// <summary>The CPUs to protect.</summary>
    internal virtual CpuSet Choose(Random random) => CpuSet.Create([.. Enumerable.Range(0, 8).Where(_ => random.Next(2) == 0)]);

    /// <summary>Disturbs.</summary>
    /// <returns>Whether it did.</returns>
    internal virtual bool Begin(Random random) => false;

    /// <summary>Ends what goes on still, at the latest moment: after the first recovery.</summary>
    /// <returns>Whether anything did.</returns>
    internal virtual bool End() => false;
}
