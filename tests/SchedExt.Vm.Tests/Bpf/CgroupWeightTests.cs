using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>What cpu.weight says is what cgroups get, beside the kernel's own scheduler in the same boot. In exact time, as <see cref="FairnessTests"/>.</summary>
[Machine(Machines.Exact)]
public sealed class CgroupWeightTests : IDisposable
{
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(1), s_measured = TimeSpan.FromSeconds(3);

    private const double Near = 0.05;

    private readonly List<Cgroup> _groups = [];

    public void Dispose()
    {
        for (int i = _groups.Count - 1; i >= 0; i--) _groups[i].Dispose();
    }

    [Fact]
    public Task Weights_OneToFour_ShareByThem() => OneToFourShareAsync("0-3", light: 1, heavy: 8);

    [Theory, Soak]
    [InlineData("0-1", 4, 4)]
    [InlineData("0-3", 6, 6)]
    [InlineData("0-1", 1, 8)]
    public Task Weights_OneToFourOnOtherCpus_ShareByThem(string cpus, int light, int heavy) => OneToFourShareAsync(cpus, light, heavy);

    private async Task OneToFourShareAsync(string cpus, int light, int heavy)
    {
        Cgroup one = Add(Cgroup.Create("one", 100)), four = Add(Cgroup.Create("four", 400));

        await HoldsAsync([one, four], [0.2, 0.8], () =>
        {
            one.StartHogs(light, cpus);
            four.StartHogs(heavy, cpus);
        });
    }

    /// <summary>The group with one task against eight has the larger part, as far as one CPU can give it.</summary>
    [Fact]
    public async Task Weights_OneHeavyTaskAgainstEight_GetsItsCpu()
    {
        Cgroup many = Add(Cgroup.Create("many", 100)), single = Add(Cgroup.Create("single", 100));

        await HoldsAsync([many, single], [0.5, 0.5], () =>
        {
            many.StartHogs(8, "0-1");
            single.StartHogs(1, "0-1");
        });
    }

    [Fact]
    public Task Weights_NestedTwoDeep_Multiply() => NestedTwoDeepMultiplyAsync("0-3");

    [Fact, Soak]
    public Task Weights_NestedTwoDeepOnOneNode_Multiply() => NestedTwoDeepMultiplyAsync("0-1");

    private async Task NestedTwoDeepMultiplyAsync(string cpus)
    {
        Cgroup a = Add(Cgroup.Create("a", 100)), b = Add(Cgroup.Create("b", 300));
        Cgroup low = Add(b.Child("low", 50)), high = Add(b.Child("high", 150));

        await HoldsAsync([a, low, high], [0.25, 0.1875, 0.5625], () =>
        {
            a.StartHogs(4, cpus);
            low.StartHogs(2, cpus);
            high.StartHogs(3, cpus);
        });
    }

    /// <summary>A sidecar that is limited, or mostly sleeps, competes for that part of the time only: what it leaves is its sibling's, not the other pods'.</summary>
    [Fact]
    public Task Weights_SiblingThatMostlySleeps_LeavesItsShareToTheOther() => LeavesItsShareToTheOtherAsync("sleeping");

    [Fact, Soak]
    public Task Weights_SiblingThatIsLimited_LeavesItsShareToTheOther() => LeavesItsShareToTheOtherAsync("limited");

    private async Task LeavesItsShareToTheOtherAsync(string kind)
    {
        Cgroup pod = Add(Cgroup.Create("pod", 100)), other = Add(Cgroup.Create("other", 100));
        Cgroup sidecar = Add(pod.Child("sidecar", 100)), busy = Add(pod.Child("busy", 100));
        using PerlProgram? sleeper = kind == "sleeping" ? new PerlProgram("work();") : null;
        if (sleeper is not null) Affinity.Set(sleeper.Id, "1");
        double[] ours;
        await using (RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler()))
        {
            if (sleeper is null)
            {
                sidecar.Set("cpu.max", "5000 100000");
                sidecar.StartHogs(2, "1");
            }
            else
            {
                sidecar.Set("cgroup.procs", $"{sleeper.Id}");
            }

            busy.StartHogs(2, "1");
            other.StartHogs(2, "1");
            await Task.Delay(s_settling, TestContext.Current.CancellationToken);
            ours = await Cgroup.MeasureSharesAsync(s_measured, shares => IsNear(shares[0], 0.5), pod, other);
        }

        await Task.Delay(s_settling, TestContext.Current.CancellationToken);
        double[] fair = await Cgroup.MeasureSharesAsync(s_measured, _ => true, pod, other);
        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: pod and other, EEVDF {Text(fair)}, ours {Text(ours)}");
        ours[0].Should().BeApproximately(fair[0], Near, "EEVDF gave {0}, we {1}", Text(fair), Text(ours));
    }

    [Fact]
    public async Task Weight_Changed_TakesEffectWithinASecond()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        Cgroup one = Add(Cgroup.Create("one", 100)), other = Add(Cgroup.Create("other", 100));
        one.StartHogs(2, "1");
        other.StartHogs(2, "1");
        await Task.Delay(s_settling, TestContext.Current.CancellationToken);

        double[] before = await Cgroup.MeasureSharesAsync(TimeSpan.FromSeconds(2), _ => true, one, other);
        one.Set("cpu.weight", "900");
        await Task.Delay(s_settling, TestContext.Current.CancellationToken);
        double[] after = await Cgroup.MeasureSharesAsync(TimeSpan.FromSeconds(2), _ => true, one, other);

        before[0].Should().BeApproximately(0.5, Near);
        after[0].Should().BeApproximately(0.9, Near);
    }

    [Fact]
    public async Task Tasks_MovedToAnotherCgroup_ShareThere()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        Cgroup one = Add(Cgroup.Create("one", 100)), other = Add(Cgroup.Create("other", 100)), third = Add(Cgroup.Create("third", 200));
        one.StartHogs(2, "1");
        other.StartHogs(2, "1");
        await Task.Delay(s_settling, TestContext.Current.CancellationToken);

        other.MoveTo(third);
        await Task.Delay(s_settling, TestContext.Current.CancellationToken);
        double[] shares = await Cgroup.MeasureSharesAsync(s_measured, shares => IsNear(shares[1], 2.0 / 3), one, third);

        shares[1].Should().BeApproximately(2.0 / 3, Near);
    }

    // Ours first: a start on a full emulated machine takes long. What the kernel's own scheduler gives is measured afterwards: we are to be as near
    // to the weights as it is. Not as near to it: across CPUs it misses them by up to 0.06 itself, and more in one boot than in another (7.2).
    private static async Task HoldsAsync(Cgroup[] groups, double[] expected, Action start)
    {
        double[] ours;
        await using (RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler()))
        {
            start();
            await Task.Delay(s_settling, TestContext.Current.CancellationToken);
            ours = await Cgroup.MeasureSharesAsync(s_measured, shares => shares.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= pair.Second * 0.1), groups);
            host.Run.IsCompleted.Should().BeFalse();
        }

        await Task.Delay(s_settling, TestContext.Current.CancellationToken);
        double[] fair = await Cgroup.MeasureSharesAsync(s_measured, _ => true, groups);
        TestContext.Current.TestOutputHelper!.WriteLine($"expected {Text(expected)}, EEVDF {Text(fair)}, ours {Text(ours)}");

        for (int i = 0; i < groups.Length; i++)
        {
            ours[i].Should().BeInRange(expected[i] * 0.9, expected[i] * 1.1, "cpu.weight says {0}, EEVDF gave {1}, we {2}", Text(expected), Text(fair), Text(ours));
            Math.Abs(ours[i] - expected[i]).Should().BeLessThanOrEqualTo(Math.Abs(fair[i] - expected[i]) + Near, "cpu.weight says {0}, EEVDF gave {1}, we {2}", Text(expected), Text(fair), Text(ours));
        }
    }

    private static bool IsNear(double share, double expected) => Math.Abs(share - expected) <= Near;

    private static string Text(double[] shares) => string.Join(' ', shares.Select(share => $"{share:0.000}"));

    private Cgroup Add(Cgroup made)
    {
        _groups.Add(made);
        return made;
    }
}
