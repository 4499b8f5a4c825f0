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
    public void Times_BeyondTheirEnds_AreRefusedInWords()
    {
        var most = new BpfSchedulerHostOptions { RestartWindow = TimeSpan.FromDays(30), FirstRestartDelay = TimeSpan.FromHours(1), WatchInterval = TimeSpan.FromMinutes(1), RestartBudget = 1000 };
        TimeSpan tick = TimeSpan.FromTicks(1);

        foreach (Func<BpfSchedulerHostOptions> make in (Func<BpfSchedulerHostOptions>[])
            [() => new() { RestartWindow = most.RestartWindow + tick }, () => new() { FirstRestartDelay = most.FirstRestartDelay + tick }, () => new() { WatchInterval = TimeSpan.MaxValue }])
        {
            make.Should().Throw<ArgumentOutOfRangeException>().WithMessage("The value must be more than zero and at most *");
        }

        FluentActions.Invoking(() => new BpfSchedulerHostOptions { RestartBudget = 1001 }).Should().Throw<ArgumentOutOfRangeException>().WithMessage("The restart budget must be from 0 to 1000.*");
    }

    [Fact]
    public void RestartBudget_Negative_IsRefusedAndZeroTaken()
    {
        FluentActions.Invoking(() => new BpfSchedulerHostOptions { RestartBudget = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        new BpfSchedulerHostOptions { RestartBudget = 0 }.RestartBudget.Should().Be(0);
    }
}
