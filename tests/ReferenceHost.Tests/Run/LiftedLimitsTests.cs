namespace SchedExt.ReferenceHost.Tests;

public class LiftedLimitsTests
{
    private readonly KernelTree _cgroups = new() { { "sys/fs/cgroup/pod/cpu.max", "50000 100000\n" } };
    private readonly ManualTime _time = new();
    private double _secondsALook;
    private int _looks;

    private LiftedLimits Limits => new(Read, _time);

    [Fact]
    public void ReadNew_LimitThatWasThereAtTheStart_IsNotToldAgain()
    {
        LiftedLimits limits = Limits;

        limits.ReadAll().Should().Equal("/pod (50000 100000)");
        limits.ReadNew().Should().BeEmpty();
    }

    [Fact]
    public void ReadNew_LimitSetOrChangedSince_IsToldOnce()
    {
        LiftedLimits limits = Limits;
        limits.ReadAll();

        _cgroups.Add("sys/fs/cgroup/late/cpu.max", "1000 2000\n");
        limits.ReadNew().Should().Equal("/late (1000 2000)");
        limits.ReadNew().Should().BeEmpty();
        _cgroups["sys/fs/cgroup/late/cpu.max"] = "500 2000\n";
        limits.ReadNew().Should().Equal("/late (500 2000)");
    }

    [Fact]
    public void ReadNew_CgroupThatCameAgain_IsToldAgain()
    {
        LiftedLimits limits = Limits;
        limits.ReadAll();

        _cgroups.Remove("sys/fs/cgroup/pod");
        limits.ReadNew().Should().BeEmpty();
        _cgroups.Add("sys/fs/cgroup/pod/cpu.max", "50000 100000\n");
        limits.ReadNew().Should().Equal("/pod (50000 100000)");
    }

    /// <summary>A tenth of a second a look, at an interval of one: a tenth of a CPU for watching.</summary>
    [Fact]
    public void ReadNew_LooksThatTakeLong_AreRare()
    {
        _secondsALook = 0.1;
        LiftedLimits limits = Limits;
        limits.ReadAll();
        _cgroups.Add("sys/fs/cgroup/late/cpu.max", "1000 2000\n");
        int told = 0;

        for (int second = 0; second < 100; second++)
        {
            _time.Advance(1);
            told += limits.ReadNew().Count;
        }

        told.Should().Be(1);
        _looks.Should().BeInRange(9, 12, "one in ten seconds");
    }

    [Fact]
    public void ReadNew_CgroupsThatCannotBeRead_AreToldAtTheNextLook()
    {
        bool fails = false;
        var limits = new LiftedLimits(() => fails ? throw new KernelFileException("sys/fs/cgroup/x", "list", Errno.EACCES, "/") : Read(), _time);
        limits.ReadAll();
        _cgroups.Add("sys/fs/cgroup/late/cpu.max", "1000 2000\n");

        fails = true;
        limits.ReadNew().Should().BeEmpty();
        fails = false;
        limits.ReadNew().Should().Equal("/late (1000 2000)");
    }

    private List<string> Read()
    {
        _looks++;
        _time.Advance(_secondsALook);
        return [.. _cgroups.ListDirectory("sys/fs/cgroup").Select(name => $"/{name} ({_cgroups.ReadText($"sys/fs/cgroup/{name}/cpu.max").Trim()})")];
    }
}
