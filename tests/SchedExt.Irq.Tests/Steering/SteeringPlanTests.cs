namespace SchedExt.Irq.Tests.Steering;

public class SteeringPlanTests
{
    [Theory]
    [InlineData(SteeringKinds.ReceivedPackets, "0-7", "0-3", "0-7", "4-7")]
    [InlineData(SteeringKinds.ReceivedPackets, "0-3", "0-3", "0-7", "")]
    [InlineData(SteeringKinds.SentPackets, "2", "0-3", "0-7", "")]
    [InlineData(SteeringKinds.SentPackets, "", "0-3", "0-7", "")]
    [InlineData(SteeringKinds.Workqueues, "0-7", "0-3", "0-7", "4-7")]
    [InlineData(SteeringKinds.Workqueues, "0-3", "0-3", "0-7", "4-7")]
    [InlineData(SteeringKinds.Workqueues, "0-7", "0-6", "0-6", "0-7")]
    [InlineData(SteeringKinds.Workqueues, "0-4,7", "0-3,7", "0-6", "4")]
    [InlineData(SteeringKinds.Workqueues, "0-7", "0-7", "0-7", "0-7")]
    [InlineData(SteeringKinds.Workqueues, "6", "0-3", "0-7", "6")]
    public void TargetOf_Home_IsStrippedOrElsewhere(SteeringKinds kind, string home, string guarded, string online, string target)
        => new SteeringPlan(CpuSet.Parse(guarded), CpuSet.Parse(online), default).TargetOf(kind, CpuSet.Parse(home)).Should().Be(CpuSet.Parse(target));

    [Theory]
    [InlineData("0-3", "0-3", true, true)]
    [InlineData("0-3", "0-3,7", true, true)]
    [InlineData("0-3", "0-3,7", false, false)]
    [InlineData("0-1", "0-3", true, false)]
    [InlineData("0-2", "0-2,5,7", true, true)]
    [InlineData("0-2", "0-2,5", false, true)]
    public void IsKeptOf_Mask_KnowsWhatTheKernelTakesOut(string found, string written, bool isNarrowed, bool expected)
        => new SteeringPlan(default, CpuSet.Parse("0-6"), CpuSet.Parse("5")).IsKeptOf(CpuSet.Parse(found), CpuSet.Parse(written), isNarrowed).Should().Be(expected);
}
