namespace SchedExt.Bpf.Tests;

public sealed class BpfSchedulerHostOptionsTests
{
    [Fact]
    public void Defaults_AreFiveInAMinute()
    {
        var options = new BpfSchedulerHostOptions();

        (options.RestartBudget, options.RestartWindow, options.FirstRestartDelay, options.WatchInterval)
            .Should().Be((5, TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50)));
        options.Time.Should().BeSameAs(TimeProvider.System);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Times_NotPositive_AreRefused(int milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);

        foreach (Func<BpfSchedulerHostOptions> make in (Func<BpfSchedulerHostOptions>[])
            [() => new() { RestartWindow = time }, () => new() { FirstRestartDelay = time }, () => new() { WatchInterval = time }])
        {
            make.Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public void RestartBudget_Negative_IsRefusedAndZeroTaken()
    {
        FluentActions.Invoking(() => new BpfSchedulerHostOptions { RestartBudget = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        new BpfSchedulerHostOptions { RestartBudget = 0 }.RestartBudget.Should().Be(0);
    }
}
