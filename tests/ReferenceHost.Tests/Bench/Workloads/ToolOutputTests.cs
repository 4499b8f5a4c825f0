namespace SchedExt.ReferenceHost.Tests.Bench.Workloads;

public class ToolOutputTests
{
    private const string Hackbench = "Running in process mode with 1 groups using 40 file descriptors each (== 40 tasks)\nEach sender will pass 10 messages of 100 bytes\nTime: 0.014\n";

    private const string StressNg = """
        stress-ng: info:  [41] dispatching hogs: 2 switch
        stress-ng: metrc: [41] stressor       bogo ops real time  usr time  sys time   bogo ops/s     bogo ops/s
        stress-ng: metrc: [41]                           (secs)    (secs)    (secs)   (real time) (usr+sys time)
        stress-ng: metrc: [41] switch            40000      0.91      0.05      1.70     44052.86      22857.14
        stress-ng: metrc: [41] switch              4245.28 nanosecs per context switch (pipe method) (geometic mean of 2 instances)
        """;

    private const string Cyclictest = "# Histogram\n000016 000000\t000001\n000017 000090\t000005\n000018 000001\t000002\n# Total: 000000091 000000008\n# Histogram Overflows: 00001 00000\n# Thread 0: 00017\n";

    [Fact]
    public void After_Hackbench_IsItsTime() => ToolOutput.After(Hackbench, "Time:").Should().Be(0.014);

    [Fact]
    public void After_LabelMissing_IsNull() => ToolOutput.After("sched_setaffinity: failed\n", "Time:").Should().BeNull();

    [Fact]
    public void LastNumber_PerfBench_IsItsTime() => ToolOutput.LastNumber("0.231\n").Should().Be(0.231);

    [Fact]
    public void LastNumber_Nothing_IsNull() => ToolOutput.LastNumber("").Should().BeNull();

    [Fact]
    public void StressNgSeconds_Metrics_IsTheRealTimeWithMoreDigitsThanPrinted() => ToolOutput.StressNgSeconds(StressNg).Should().BeApproximately(0.908, 1e-6);

    [Fact]
    public void StressNgWholeSeconds_Run_IsUntilTheLastIsDone() =>
        ToolOutput.StressNgWholeSeconds(StressNg + "\nstress-ng: info:  [41] successful run completed in 0.93s\n").Should().Be(0.93);

    [Fact]
    public void StressNgWholeSeconds_NotDone_IsNull() => ToolOutput.StressNgWholeSeconds(StressNg).Should().BeNull();

    [Fact]
    public void StressNgSeconds_NoMetrics_IsNull() => ToolOutput.StressNgSeconds("stress-ng: info:  [41] dispatching hogs: 2 switch\n").Should().BeNull();

    [Theory]
    [InlineData(0.01, 16)]
    [InlineData(0.5, 17)]
    [InlineData(0.97, 18)]
    [InlineData(1, 18)]
    public void HistogramPercentile_TwoThreads_AreTakenTogether(double part, double expected) => ToolOutput.HistogramPercentile(Cyclictest, part).Should().Be(expected);

    [Fact]
    public void HistogramPercentile_NoHistogram_IsNull() => ToolOutput.HistogramPercentile("WARN: no\n", 0.99).Should().BeNull();
}
