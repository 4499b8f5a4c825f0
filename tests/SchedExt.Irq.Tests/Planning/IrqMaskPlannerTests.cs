namespace SchedExt.Irq.Tests.Planning;

/// <summary>The rules, one by one.</summary>
public class IrqMaskPlannerTests
{
    private static readonly IrqPlanOptions All = new() { Fallback = IrqFallback.All };

    private static KernelTree Machine => new()
    {
        { "sys/devices/system/cpu/possible", "0-7" },
        { "sys/devices/system/cpu/online", "0-7" },
        { "proc/irq/27/smp_affinity_list", "0-7" },
        { "proc/irq/28/smp_affinity_list", "2-3" },
        { "proc/irq/29/smp_affinity_list", "0-7", UnixFileMode.UserRead },
        { "proc/irq/30/smp_affinity_list", "6" },
    };

    private static IrqSnapshot Snapshot => IrqSnapshot.Read(Machine);

    [Fact]
    public void Plan_HomePartlyProtected_IsStripped() => Decision(27, "0-3").Should().Be(("4-7", IrqReason.Stripped, IrqCause.HomePartlyProtected, true));

    [Fact]
    public void Plan_HomeWhollyProtected_IsSpilled() => Decision(28, "0-3").Should().Be(("4-7", IrqReason.Spilled, IrqCause.HomeProtected, true));

    [Fact]
    public void Plan_Managed_IsListedAndNotWritten() => Decision(29, "0-3").Should().Be(("0-7", IrqReason.Unmovable, IrqCause.Managed, false));

    [Fact]
    public void Plan_HomeTouchesNoProtectedCpu_IsUnchangedAndNotWritten() => Decision(30, "0-3").Should().Be(("6", IrqReason.Unchanged, IrqCause.None, false));

    [Fact]
    public void Plan_NothingProtected_WritesNothing()
        => IrqMaskPlanner.Plan(Snapshot, CpuSet.Empty).Should().OnlyContain(irq => !irq.NeedsWrite);

    [Fact]
    public void Plan_AllWithNothingProtected_KeepsEachMask()
        => IrqMaskPlanner.Plan(Snapshot, CpuSet.Empty, All).Should().OnlyContain(irq => !irq.NeedsWrite && irq.To == irq.From);

    [Fact]
    public void Plan_EverythingProtected_PinsInTurns()
    {
        IrqPlan plan = IrqMaskPlanner.Plan(Snapshot, CpuSet.All(8));

        (plan.Mode, plan[27].To, plan[28].To, plan[29].Reason, plan[30].To)
            .Should().Be((IrqPlanMode.Pinned, CpuSet.Parse("0"), CpuSet.Parse("1"), IrqReason.Unmovable, CpuSet.Parse("2")));
    }

    [Fact]
    public void Plan_MoreInterruptsThanCpusAllProtected_WrapsAround()
    {
        KernelTree machine = Machine;
        machine["sys/devices/system/cpu/online"] = "1,4";

        IrqPlan plan = IrqMaskPlanner.Plan(IrqSnapshot.Read(machine.With("proc/irq/31/smp_affinity_list", "1,4").With("proc/irq/30/smp_affinity_list", "4").With("proc/irq/28/smp_affinity_list", "1")), CpuSet.All(8));

        plan.Where(irq => irq.Reason == IrqReason.Pinned).Select(irq => irq.To.First).Should().Equal(1, 4, 1, 4);
    }

    [Fact]
    public void Plan_PinnedBefore_KeepsPinsWhenOthersComeAndGo()
    {
        KernelTree machine = Machine;
        IrqPlan first = IrqMaskPlanner.Plan(IrqSnapshot.Read(machine), CpuSet.All(8));
        machine.Remove("proc/irq/27");
        machine["proc/irq/40/smp_affinity_list"] = "0-7";

        IrqPlan second = IrqMaskPlanner.Plan(IrqSnapshot.Read(machine), CpuSet.All(8), previous: first);

        (second[28].To, second[30].To, second[40].To).Should().Be((first[28].To, first[30].To, CpuSet.Parse("0")));
    }

    [Fact]
    public void Plan_AllWithFreeCpus_GivesEachTheSameMask()
        => IrqMaskPlanner.Plan(Snapshot, CpuSet.Parse("0-3"), All).Where(irq => irq.Reason != IrqReason.Unmovable)
            .Should().OnlyContain(irq => irq.To == CpuSet.Parse("4-7") && irq.Reason == IrqReason.Uniform);

    [Fact]
    public void Plan_AllWithoutFreeCpus_GivesEachAllOnlineCpus()
        => IrqMaskPlanner.Plan(Snapshot, CpuSet.All(8), All).Where(irq => irq.Reason != IrqReason.Unmovable).Should().OnlyContain(irq => irq.To == CpuSet.All(8));

    [Fact]
    public void Plan_OfflineCpus_AreNoTarget()
    {
        KernelTree machine = Machine;
        machine["sys/devices/system/cpu/online"] = "0-5";

        IrqMaskPlanner.Plan(IrqSnapshot.Read(machine), CpuSet.Parse("0-3"))[28].To.Should().Be(CpuSet.Parse("4-5"));
    }

    [Fact]
    public void Plan_OnlyOfflineCpusAreUnprotected_PinsOnOnlineOnes()
    {
        KernelTree machine = Machine;
        machine["sys/devices/system/cpu/online"] = "0-5";

        IrqPlan plan = IrqMaskPlanner.Plan(IrqSnapshot.Read(machine), CpuSet.Parse("0-5"));

        plan.Mode.Should().Be(IrqPlanMode.Pinned);
        plan.Where(irq => irq.Reason == IrqReason.Pinned).Should().NotBeEmpty().And.OnlyContain(irq => irq.To.Count == 1 && irq.To.IsSubsetOf(CpuSet.Parse("0-5")));
    }

    [Fact]
    public void Plan_OnlyCpu0IsLeft_GetsThemAll()
        => IrqMaskPlanner.Plan(Snapshot, CpuSet.Parse("1-7")).Where(irq => irq.Reason != IrqReason.Unmovable).Should().OnlyContain(irq => irq.To == CpuSet.Parse("0"));

    [Fact]
    public void Plan_HomeOffline_IsListedAndGoesNowhereProtected()
    {
        KernelTree machine = Machine;
        machine["sys/devices/system/cpu/online"] = "0-5,7";
        machine["proc/irq/30/smp_affinity_list"] = "0-5,7";
        IrqSnapshot broken = IrqSnapshot.Read(machine).WithHomes(new Dictionary<int, CpuSet> { [30] = CpuSet.Parse("6") });

        IrqMaskPlanner.Plan(broken, CpuSet.Empty)[30].Should().Match<PlannedIrq>(irq => irq.Reason == IrqReason.HomeOffline && !irq.NeedsWrite);
        IrqMaskPlanner.Plan(broken, CpuSet.Parse("0-3"))[30].Should().Match<PlannedIrq>(irq => irq.Reason == IrqReason.HomeOffline && irq.To == CpuSet.Parse("4-5,7"));
    }

    [Fact]
    public void Plan_HomeReturns_IsRestored()
    {
        KernelTree machine = Machine;
        machine["proc/irq/30/smp_affinity_list"] = "0-5,7";
        IrqSnapshot returned = IrqSnapshot.Read(machine).WithHomes(new Dictionary<int, CpuSet> { [30] = CpuSet.Parse("6") });

        IrqMaskPlanner.Plan(returned, CpuSet.Parse("0-3"))[30].Should().Match<PlannedIrq>(irq => irq.Reason == IrqReason.Restored && irq.To == CpuSet.Parse("6") && irq.NeedsWrite);
    }

    [Fact]
    public void Plan_KernelNarrowedOurMask_IsSatisfied()
    {
        KernelTree machine = Machine;
        machine["proc/irq/27/smp_affinity_list"] = "4-5";
        IrqSnapshot narrowed = IrqSnapshot.Read(machine).WithHomes(new Dictionary<int, CpuSet> { [27] = CpuSet.All(8) });

        IrqMaskPlanner.Plan(narrowed, CpuSet.Parse("0-3"))[27].NeedsWrite.Should().BeFalse();
    }

    [Fact]
    public void Plan_SetShrinksAfterAPlan_WidensAgain()
    {
        KernelTree machine = Machine;
        IrqPlan before = IrqMaskPlanner.Plan(IrqSnapshot.Read(machine), CpuSet.Parse("0-5"));
        machine["proc/irq/27/smp_affinity_list"] = "6-7";
        IrqSnapshot now = IrqSnapshot.Read(machine).WithHomes(new Dictionary<int, CpuSet> { [27] = CpuSet.All(8) });

        IrqMaskPlanner.Plan(now, CpuSet.Parse("0-3"), previous: before)[27].Should().Match<PlannedIrq>(irq => irq.To == CpuSet.Parse("4-7") && irq.NeedsWrite);
    }

    [Fact]
    public void Plan_CpuTheMachineCannotHave_IsRefused()
    {
        Action plan = () => IrqMaskPlanner.Plan(Snapshot, CpuSet.Parse("8"));

        plan.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0-7*");
    }

    [Fact]
    public void Plan_ProtectedCpuOffline_IsTakenFromMasksAllTheSame()
    {
        KernelTree machine = Machine;
        machine["sys/devices/system/cpu/online"] = "0-6";

        IrqMaskPlanner.Plan(IrqSnapshot.Read(machine), CpuSet.Parse("7"))[27].To.Should().Be(CpuSet.Parse("0-6"));
    }

    private static (string To, IrqReason Reason, IrqCause Cause, bool NeedsWrite) Decision(int irq, string protect)
    {
        PlannedIrq planned = IrqMaskPlanner.Plan(Snapshot, CpuSet.Parse(protect))[irq];
        return (planned.To.ToString(), planned.Reason, planned.Cause, planned.NeedsWrite);
    }
}
