namespace SchedExt.Irq.Tests.Planning;

/// <summary>What goes beyond the rules: nearness, siblings, vectors, rules for devices.</summary>
public class IrqPlacementTests
{
    private const string Cpu = "sys/devices/system/cpu", Node = "sys/devices/system/node", Pci = "sys/bus/pci/devices";

    private static readonly IrqPlanOptions Near = new() { Placement = IrqPlacement.Near };

    /// <summary>Three nodes of 4 CPUs, two caches each, cores of two threads; node 2 is nearer to node 1 than node 0 is.</summary>
    private static KernelTree Machine
    {
        get
        {
            var machine = new KernelTree
            {
                { $"{Cpu}/possible", "0-11" }, { $"{Cpu}/online", "0-11" },
                { $"{Node}/node0/cpulist", "0-3" }, { $"{Node}/node0/distance", "10 30 20" },
                { $"{Node}/node1/cpulist", "4-7" }, { $"{Node}/node1/distance", "30 10 20" },
                { $"{Node}/node2/cpulist", "8-11" }, { $"{Node}/node2/distance", "20 20 10" },
                { "proc/irq/40/smp_affinity_list", "4" }, { "sys/kernel/irq/40/actions", "eth0-rx-0" },
                { "proc/irq/41/smp_affinity_list", "0-11" }, { "sys/kernel/irq/41/actions", "nvidia" },
                { "proc/irq/42/smp_affinity_list", "0" }, { "sys/kernel/irq/42/actions", "mlx5_comp0" },
                { $"{Pci}/0000:41:00.0/class", "0x020000" }, { $"{Pci}/0000:41:00.0/numa_node", "1" },
                { $"{Pci}/0000:41:00.0/uevent", "DRIVER=mlx5_core" }, { $"{Pci}/0000:41:00.0/msi_irqs/42", "" },
            };
            for (int cpu = 0; cpu < 12; cpu++)
            {
                string pair = CpuSet.FromRange(cpu & ~1, cpu | 1).ToString();
                machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings_list", pair);
                machine.Add($"{Cpu}/cpu{cpu}/topology/core_id", $"{cpu / 2}");
                machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", "0");
                machine.Add($"{Cpu}/cpu{cpu}/cache/index3/level", "3");
                machine.Add($"{Cpu}/cpu{cpu}/cache/index3/type", "Unified");
                machine.Add($"{Cpu}/cpu{cpu}/cache/index3/shared_cpu_list", pair);
            }

            return machine;
        }
    }

    [Theory]
    [InlineData("4", "5", IrqCause.NearCache)]
    [InlineData("4-5", "6-7", IrqCause.NearNode)]
    [InlineData("4-7", "8-11", IrqCause.NearestNode)]
    [InlineData("4-11", "0-3", IrqCause.NearestNode)]
    public void Plan_NearSpill_GoesToTheNearestFreeCpus(string protect, string to, IrqCause cause) => Decide(40, protect, Near).Should().Be((to, IrqReason.Spilled, cause));

    [Fact]
    public void Plan_NearSpillOfADevice_StaysOnTheDevicesNode() => Decide(42, "0-1", Near).Should().Be(("4-7", IrqReason.Spilled, IrqCause.NearNode));

    [Theory]
    [InlineData("sys/bus/pci/devices/0000:41:00.0/numa_node", "3")]
    [InlineData("sys/bus/pci/devices/0000:41:00.0/numa_node", "-1")]
    [InlineData("sys/bus/pci/devices/0000:41:00.0/numa_node", "77")]
    public void Plan_NearSpillOfADeviceOnANodeWithoutCpus_GoesSomewhereFree(string file, string node)
    {
        KernelTree machine = Machine;
        machine[$"{Node}/node3/cpulist"] = "";
        machine[$"{Node}/node3/distance"] = "40 15 40 10";
        machine[file] = node;

        PlannedIrq planned = IrqMaskPlanner.Plan(IrqSnapshot.Read(machine), CpuSet.Parse("0-3"), Near)[42];

        planned.Reason.Should().Be(IrqReason.Spilled);
        (planned.To.IsEmpty, planned.To.Overlaps(CpuSet.Parse("0-3"))).Should().Be((false, false));
    }

    [Fact]
    public void Plan_SiblingsToAvoid_AreNotUsedWhereThereIsAChoice()
    {
        var options = new IrqPlanOptions { AvoidSmtSiblings = true };

        Decide(41, "0,2", options).To.Should().Be("4-11");
        Decide(40, "4", options).To.Should().Be("0-3,6-11");
        Decide(41, "0,2,4,6,8,10", options).To.Should().Be("1,3,5,7,9,11", "there is no choice");
    }

    /// <summary>A sibling near by is no choice while a farther CPU is nobody's sibling.</summary>
    [Theory]
    [InlineData("4", "6-7", IrqCause.NearNode)]
    [InlineData("4,6", "8-11", IrqCause.NearestNode)]
    [InlineData("0,2,4,6,8,10", "5", IrqCause.NearCache)]
    public void Plan_NearSpillWithSiblingsToAvoid_GoesToTheNearestThatAreNone(string protect, string to, IrqCause cause)
        => Decide(40, protect, Near with { AvoidSmtSiblings = true }).Should().Be((to, IrqReason.Spilled, cause));

    [Fact]
    public void Plan_RuleWithCpus_IsFollowedAsFarAsProtectionAllows()
    {
        var options = new IrqPlanOptions { Rules = [new IrqRule { Driver = "mlx5_core", Cpus = CpuSet.Parse("4-7") }] };

        Decide(42, "4-5", options).Should().Be(("6-7", IrqReason.Ruled, IrqCause.Rule));
        Decide(42, "4-7", options).Should().Be(("0-3,8-11", IrqReason.Spilled, IrqCause.HomeProtected));
        Decide(40, "4-5", options).Reason.Should().Be(IrqReason.Spilled);
    }

    [Fact]
    public void Plan_RuleToLeaveAlone_LeavesIt()
        => Decide(40, "4", new IrqPlanOptions { Rules = [new IrqRule { Actions = "eth0-*" }] }).Should().Be(("4", IrqReason.Ruled, IrqCause.LeftAlone));

    [Theory]
    [InlineData("6,900", "6", IrqReason.Ruled)]
    [InlineData("900", "1-11", IrqReason.Spilled)]
    public void Plan_RuleNamesCpusThatTheMachineCannotHave_TheyAreNoTarget(string cpus, string to, IrqReason reason)
    {
        (string To, IrqReason Reason, IrqCause Cause) planned = Decide(40, "0", new IrqPlanOptions { Rules = [new IrqRule { Cpus = CpuSet.Parse(cpus) }] });

        (planned.To, planned.Reason).Should().Be((to, reason));
    }

    [Fact]
    public void Plan_TwoRulesMatch_TheFirstDecides()
        => Decide(40, "0", new IrqPlanOptions { Rules = [new IrqRule { Actions = "eth?-rx-*", Cpus = CpuSet.Parse("9") }, new IrqRule()] }).To.Should().Be("9");

    [Theory]
    [InlineData("0000:41:00.0", null, null, true)]
    [InlineData("0000:42:00.0", null, null, false)]
    [InlineData(null, PciDeviceKind.Network, 1, true)]
    [InlineData(null, PciDeviceKind.Network, 0, false)]
    [InlineData(null, PciDeviceKind.Gpu, null, false)]
    public void Matches_EachCondition_MustHold(string? address, PciDeviceKind? kind, int? node, bool matches)
        => new IrqRule { Address = address, Kind = kind, NodeId = node }.Matches(IrqSnapshot.Read(Machine)[42]).Should().Be(matches);

    [Fact]
    public void VectorShortages_MoreInterruptsThanVectors_NamesTheCpu()
    {
        IrqPlan plan = IrqMaskPlanner.Plan(IrqSnapshot.Read(Machine), CpuSet.Parse("1-11"), new IrqPlanOptions { VectorsPerCpu = 2 });

        plan.VectorShortages.Should().Equal(new VectorShortage(0, 3, 2));
        plan.VectorShortages[0].ToString().Should().Be("CPU 0 would take 3 interrupts and has vectors for 2");
        IrqMaskPlanner.Plan(IrqSnapshot.Read(Machine), CpuSet.Parse("2-11"), new IrqPlanOptions { VectorsPerCpu = 2 }).VectorShortages.Should().BeEmpty();
    }

    [Fact]
    public void VectorsPerCpu_BelowOne_IsRefused() => ((Action)(() => _ = new IrqPlanOptions { VectorsPerCpu = 0 })).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Fallback_Undefined_IsRefused() => ((Action)(() => _ = new IrqPlanOptions { Fallback = (IrqFallback)9 })).Should().Throw<ArgumentOutOfRangeException>();

    private static (string To, IrqReason Reason, IrqCause Cause) Decide(int irq, string protect, IrqPlanOptions options)
    {
        PlannedIrq planned = IrqMaskPlanner.Plan(IrqSnapshot.Read(Machine), CpuSet.Parse(protect), options)[irq];
        return (planned.To.ToString(), planned.Reason, planned.Cause);
    }
}
