using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Tests;

public sealed class AiNumaHomesTests
{
    private readonly AiNumaScheduler _scheduler = new();

    [Fact]
    public void SetHome_Pidfd_IsKeptUntilTheProcessEnds()
    {
        using Process sleeper = Process.Start("sleep", "1000");
        using (SafeFileHandle pidfd = ProcessFd.Open(sleeper.Id)!)
        {
            _scheduler.SetHome(pidfd, 0).Should().BeTrue();
            _scheduler.SetHome(pidfd, 1).Should().BeTrue();
        }

        _scheduler.ForgetEndedProcesses();
        _scheduler.HomeCount.Should().Be(1, "the process lives, and the scheduler has a descriptor of its own");

        sleeper.Kill();
        sleeper.WaitForExit();
        _scheduler.ForgetEndedProcesses();
        _scheduler.HomeCount.Should().Be(0);
    }

    /// <summary>Else whoever gets the number would be at home there after the next start. In a pid namespace of its own the library cannot tell whose number that is.</summary>
    [Fact]
    public void SetHome_Id_IsKeptUntilTheProcessEnds()
    {
        bool isFirstNamespace = new FileInfo("/proc/self/ns/pid").LinkTarget == "pid:[4026531836]";
        using Process sleeper = Process.Start("sleep", "1000");
        _scheduler.SetHome(sleeper.Id, 1);

        _scheduler.ForgetEndedProcesses();
        _scheduler.HomeOf(sleeper.Id).Should().Be(1, "it lives");

        sleeper.Kill();
        sleeper.WaitForExit();
        _scheduler.ForgetEndedProcesses();
        _scheduler.HomeOf(sleeper.Id).Should().Be(isFirstNamespace ? null : 1);
    }

    [Fact]
    public void SetHome_TwoPidfdsOfOneProcess_AreOneHome()
    {
        using SafeFileHandle one = ProcessFd.Open(Environment.ProcessId)!, other = ProcessFd.Open(Environment.ProcessId)!;

        _scheduler.SetHome(one, 0);
        _scheduler.SetHome(other, 0);
        _scheduler.HomeCount.Should().Be(1);

        _scheduler.SetHome(other, null);
        _scheduler.HomeCount.Should().Be(0);
    }

    [Fact]
    public void Open_NoSuchProcess_IsNull() => ProcessFd.Open(int.MaxValue).Should().BeNull();

    [Fact]
    public void SetHome_NoPidfd_IsRefused() => _scheduler.Invoking(scheduler => scheduler.SetHome(null!, 0)).Should().Throw<ArgumentNullException>();

    [Fact]
    public void SetCgroupHome_NoSuchDirectory_SaysWhich() =>
        _scheduler.Invoking(scheduler => scheduler.SetCgroupHome("/no/such/cgroup", 0)).Should().Throw<BpfException>().WithMessage("*'/no/such/cgroup'*ENOENT*");
}
