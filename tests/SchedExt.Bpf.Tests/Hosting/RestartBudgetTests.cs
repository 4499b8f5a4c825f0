namespace SchedExt.Bpf.Tests;

public sealed class RestartBudgetTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void TryTake_Defaults_GiveFiveThatWaitTwiceAsLongEach()
    {
        var budget = new RestartBudget(new BpfSchedulerHostOptions { Time = _time });

        Delays(budget, 6).Should().Equal(50, 100, 200, 400, 800, null);
    }

    [Fact]
    public void TryTake_WindowPassed_BeginsAnew()
    {
        var budget = new RestartBudget(new BpfSchedulerHostOptions { Time = _time });
        Delays(budget, 6);

        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Delays(budget, 1).Should().Equal([null], "the window is not over");
        _time.Advance(TimeSpan.FromTicks(1));

        Delays(budget, 6).Should().Equal(50, 100, 200, 400, 800, null);
    }

    [Fact]
    public void TryTake_WindowSlides_GivesBackOnlyWhatLeftIt()
    {
        var budget = new RestartBudget(new BpfSchedulerHostOptions { Time = _time, RestartBudget = 2, RestartWindow = TimeSpan.FromSeconds(10) });
        Delays(budget, 1).Should().Equal(50);
        _time.Advance(TimeSpan.FromSeconds(6));
        Delays(budget, 2).Should().Equal(100, null);
        _time.Advance(TimeSpan.FromSeconds(4));

        Delays(budget, 2).Should().Equal([100, null], "the first is out of the window, the second is not");
    }

    [Fact]
    public void TryTake_Refused_CostsNothing()
    {
        var budget = new RestartBudget(new BpfSchedulerHostOptions { Time = _time, RestartBudget = 1 });
        Delays(budget, 100);
        _time.Advance(TimeSpan.FromMinutes(1));

        Delays(budget, 1).Should().Equal(50);
    }

    [Fact]
    public void TryTake_BudgetOfNone_IsRefused() => Delays(new RestartBudget(new BpfSchedulerHostOptions { Time = _time, RestartBudget = 0 }), 1).Should().Equal([null]);

    [Fact]
    public void TryTake_LargeBudget_DelayStopsGrowing()
    {
        var budget = new RestartBudget(new BpfSchedulerHostOptions { Time = _time, RestartBudget = 1000, FirstRestartDelay = TimeSpan.FromMilliseconds(1) });

        Delays(budget, 1000).Max().Should().Be(65_536);
    }

    private static double?[] Delays(RestartBudget budget, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => budget.TryTake(out TimeSpan delay) ? delay.TotalMilliseconds : (double?)null)];
}
