namespace SchedExt.Irq.Tests.Planning;

[Trait("EveryRunOn", "newest")]
public class IrqMaskPlannerProperties
{
    [Fact]
    public void Plan_MovableInterrupt_HasATargetWithAnOnlineCpu() => Samples.Check(Samples.Planning, sample =>
        Plan(sample).Where(irq => irq.Reason is not (IrqReason.Unmovable or IrqReason.HomeOffline)).All(irq => irq.To.Overlaps(sample.Snapshot.Online)));

    [Fact]
    public void Plan_Write_HasAnOnlineCpu() => Samples.Check(Samples.Planning, sample =>
        Plan(sample).Where(irq => irq.NeedsWrite).All(irq => irq.To.Overlaps(sample.Snapshot.Online) && irq.Reason != IrqReason.Unmovable));

    [Fact]
    public void Plan_WithAFreeCpu_PutsNoMovableInterruptOnAProtectedOne() => Samples.Check(Samples.Planning, sample =>
        (sample.Snapshot.Online - sample.Protect).IsEmpty
        || Plan(sample).Where(irq => irq.Reason != IrqReason.Unmovable).All(irq => !(irq.To & sample.Snapshot.Online).Overlaps(sample.Protect)));

    [Fact]
    public void Plan_Twice_IsTheSame() => Samples.Check(Samples.Planning, sample => Plan(sample).Equals(Plan(sample)) && Plan(sample).ToJson() == Plan(sample).ToJson());

    [Fact]
    public void Plan_AfterApplying_WritesNothing() => Samples.Check(Samples.Planning, sample =>
    {
        IrqPlan plan = Plan(sample);
        IrqSnapshot after = Applied(sample.Snapshot, plan);
        return IrqMaskPlanner.Plan(after, sample.Protect, sample.Options, plan).WriteCount == 0
            && (plan.Mode == IrqPlanMode.Pinned || IrqMaskPlanner.Plan(after, sample.Protect, sample.Options).WriteCount == 0);
    });

    [Fact]
    public void Plan_NothingProtectedAfterAPlan_IsHomeAgain() => Samples.Check(Samples.Planning, sample =>
    {
        IrqSnapshot after = Applied(sample.Snapshot, Plan(sample));
        IrqSnapshot end = Applied(after, IrqMaskPlanner.Plan(after, CpuSet.Empty, sample.Options));
        return end.Irqs.All(irq => irq.Current == sample.Snapshot[irq.Irq].Current || !irq.Home.Overlaps(end.Online));
    });

    [Fact]
    public void Plan_Pins_AreDealtOutEvenly() => Samples.Check(Samples.Planning, sample =>
    {
        IrqPlan plan = IrqMaskPlanner.Plan(sample.Snapshot, sample.Snapshot.Topology.Possible);
        List<int> loads = [.. sample.Snapshot.Online.ToArray().Select(cpu => plan.Count(irq => irq.Reason is IrqReason.Pinned or IrqReason.HomeOffline && irq.To.First == cpu))];
        return loads.Max() - loads.Min() <= 1;
    });

    private static IrqPlan Plan((IrqSnapshot Snapshot, CpuSet Protect, IrqPlanOptions Options) sample)
        => IrqMaskPlanner.Plan(sample.Snapshot, sample.Protect, sample.Options);

    /// <summary>The machine after all writes were accepted, as the kernel stores them.</summary>
    private static IrqSnapshot Applied(IrqSnapshot snapshot, IrqPlan plan) => new(
        [.. snapshot.Irqs.Select(irq => new IrqDescriptor(irq.Identity)
        {
            Home = irq.Home,
            Current = plan[irq.Irq].NeedsWrite ? plan[irq.Irq].To : irq.Current,
            Unmovable = irq.Unmovable,
        })],
        snapshot.Topology);
}
