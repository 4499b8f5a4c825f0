using System.Diagnostics;

namespace SchedExt.Tests.Gpus;

public class GpuProcessReaderTests
{
    private readonly GpuMachine machine = new(counts: true);

    private GpuProcessReader Reader => new(machine.Tree, GpuDeviceMap.Read(machine.Tree));

    [Fact]
    public void Scan_First_FindsEverybodyWithTheirGpus()
    {
        int trainer = machine.Start(), loader = machine.Start(trainer);
        machine.Open(trainer, 2);
        machine.Open(trainer, 0);
        using GpuProcessReader reader = Reader;

        GpuScan scan = reader.Scan();

        scan.Changed.Select(process => (process.Pid, process.ParentPid)).Should().Equal((trainer, 1), (loader, trainer));
        scan.Changed[0].Gpus.Select(gpu => gpu.NodeId).Should().Equal(0, 1);
        reader.Find(loader)!.Gpus.Should().BeEmpty();
        reader.Find(4711).Should().BeNull();
    }

    [Fact]
    public void Scan_NewProcess_IsFoundByItsIdAlone()
    {
        for (int i = 0; i < 1000; i++)
        {
            machine.Start();
        }

        using GpuProcessReader reader = Reader;
        reader.Scan();
        reader.Scan();
        int trainer = machine.Start();
        machine.Open(trainer, 1);

        reader.Scan().Changed.Should().ContainSingle().Which.Pid.Should().Be(trainer);
        GpuScan quiet = reader.Scan();
        (quiet.Changed.Count, quiet.Checked).Should().Be((0, 52), "that is a twentieth of all, and the one with a GPU");
    }

    [Fact]
    public void Scan_OldProcessOpens_IsFoundByTheUseCount()
    {
        int[] pids = [.. Enumerable.Range(0, 500).Select(_ => machine.Start())];
        using GpuProcessReader reader = Reader;
        for (int i = 0; i < GpuProcessReader.TurnInterval * 2; i++)
        {
            reader.Scan();
        }

        foreach (int pid in (int[])[pids[3], pids[250], pids[499]])
        {
            machine.Open(pid, 0);
            reader.Scan().Changed.Should().ContainSingle().Which.Pid.Should().Be(pid);
        }
    }

    /// <summary>Asking ten thousand processes costs forty milliseconds: not at each scan because somebody's monitoring opens a GPU each second.</summary>
    [Fact]
    public void Scan_UseCountMovesAtEachScan_AsksAPartAndStillFindsWhoOpened()
    {
        const int Many = GpuProcessReader.AlwaysAsked * 3, Part = Many / GpuProcessReader.SearchInterval;
        int[] pids = [.. Enumerable.Range(0, Many).Select(_ => machine.Start())];
        int monitor = pids[7], old = pids[Many / 2], young = pids[^20];
        using GpuProcessReader reader = Reader;
        GpuScan Moved(int scan)
        {
            (scan % 2 == 0 ? (Action<int, int>)machine.Open : machine.Close)(monitor, 0);
            return reader.Scan();
        }

        for (int scan = 0; scan < GpuProcessReader.TurnInterval * 2; scan++)
        {
            reader.Scan();
        }

        Moved(0).Checked.Should().BeGreaterThan(Many - 20, "after a quiet while everybody is asked at once");
        for (int scan = 1; scan <= 20; scan++)
        {
            Moved(scan).Checked.Should().BeLessThanOrEqualTo(Part + ProcessTurns.Youngest + 1);
        }

        machine.Open(old, 1);
        machine.Open(young, 1);
        Moved(21).Changed.Select(process => process.Pid).Should().Contain(young).And.NotContain(old, "else this test tells nothing");
        Enumerable.Range(22, GpuProcessReader.SearchInterval - 1).SelectMany(scan => Moved(scan).Changed).Select(process => process.Pid).Should().Contain(old);
        for (int scan = 0; scan < GpuProcessReader.SearchInterval * 2; scan++)
        {
            reader.Scan();
        }

        machine.Open(pids[9], 1);
        reader.Scan().Changed.Select(process => process.Pid).Should().Contain(pids[9], "it was quiet again");
    }

    [Fact]
    public void Scan_DriverWithoutUseCount_FindsAnOldProcessInItsTurn()
    {
        var silent = new GpuMachine(counts: false);
        int[] pids = [.. Enumerable.Range(0, GpuProcessReader.AlwaysAsked + 200).Select(_ => silent.Start())];
        using var reader = new GpuProcessReader(silent.Tree, GpuDeviceMap.Read(silent.Tree));
        reader.Scan();

        silent.Open(pids[77], 0);
        List<GpuProcess> found = [.. Enumerable.Range(0, GpuProcessReader.TurnInterval).SelectMany(_ => reader.Scan().Changed)];

        found.Should().ContainSingle().Which.Pid.Should().Be(pids[77]);
    }

    [Fact]
    public void Scan_DriverWithoutUseCountAndFewProcesses_FindsAnOldOneAtOnce()
    {
        var silent = new GpuMachine(counts: false);
        int[] pids = [.. Enumerable.Range(0, 200).Select(_ => silent.Start())];
        using var reader = new GpuProcessReader(silent.Tree, GpuDeviceMap.Read(silent.Tree));
        for (int i = 0; i < GpuProcessReader.TurnInterval * 2; i++)
        {
            reader.Scan();
        }

        silent.Open(pids[77], 0);

        reader.Scan().Changed.Should().ContainSingle().Which.Pid.Should().Be(pids[77]);
        reader.Scan().Listed.Should().BeLessThan(20, "who opened nothing is asked, not listed");
    }

    [Fact]
    public void Scan_ThreadsOfKnownProcesses_AreNoProcesses()
    {
        for (int i = 0; i < 100; i++)
        {
            machine.Start();
        }

        using GpuProcessReader reader = Reader;
        reader.Scan();
        reader.Scan();
        int thread = machine.Start();
        machine.Tree[$"proc/{thread}/status"] = $"Name:\ta\nTgid:\t101\nPid:\t{thread}\n";

        reader.Scan().Changed.Should().BeEmpty();
    }

    [Fact]
    public void Scan_IdTakenOver_EndsTheOldAndFindsTheNew()
    {
        int trainer = machine.Start();
        machine.Open(trainer, 0);
        using GpuProcessReader reader = Reader;
        reader.Scan();
        machine.End(trainer);
        machine.StartAs(trainer);

        GpuScan scan = reader.Scan();

        scan.Ended.Should().ContainSingle().Which.Gpus.Should().NotBeEmpty();
        scan.Changed.Should().ContainSingle().Which.Gpus.Should().BeEmpty();
    }

    [Fact]
    public void Scan_ChildNamedByTheCaller_IsFoundEndedAtOnce()
    {
        int[] pids = [.. Enumerable.Range(0, 100).Select(_ => machine.Start())];
        using GpuProcessReader reader = Reader;
        for (int i = 0; i < 3; i++)
        {
            reader.Scan();
        }

        machine.End(pids[50]);

        reader.Scan([pids[50]]).Ended.Should().ContainSingle().Which.Pid.Should().Be(pids[50]);
    }

    /// <summary>The kernel counts a file when its open begins, and lists it when it is done. With a pipe, that is when somebody writes.</summary>
    [Fact]
    public void Scan_OpenThatTakesLong_IsFoundWhenItIsDone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a kernel that opens files");
        string devices = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"schedext-{Guid.NewGuid():N}", "dev")).FullName, pipe = Path.Combine(devices, "nvidia0");
        using (Process mkfifo = Process.Start("mkfifo", [pipe]))
        {
            mkfifo.WaitForExit();
        }

        using Process trainer = Process.Start("sh", ["-c", $"exec 7<{pipe}; sleep 1000 <&-"]);
        using var reader = new GpuProcessReader(KernelRoot.Host, GpuDeviceMap.Read(machine.Tree), machine.Tree);
        try
        {
            for (int i = 0; i < GpuProcessReader.TurnInterval * 2; i++)
            {
                Thread.Sleep(i < 5 ? 50 : 0);
                reader.Scan().Changed.Should().NotContain(process => process.Pid == trainer.Id && process.Gpus.Count > 0);
            }

            using FileStream writer = File.Open(pipe, FileMode.Open, FileAccess.Write);
            SpinWait.SpinUntil(() => KernelRoot.Host.ReadLink($"proc/{trainer.Id}/fd/7") == pipe, TimeSpan.FromSeconds(10)).Should().BeTrue();
            reader.Scan().Changed.Should().Contain(process => process.Pid == trainer.Id && process.Gpus.Count == 1);
        }
        finally
        {
            trainer.Kill(entireProcessTree: true);
            trainer.WaitForExit();
            Directory.Delete(Path.GetDirectoryName(devices)!, recursive: true);
        }
    }

    [Fact]
    public void Scan_FilesThatMayNotBeListed_CountAsNone()
    {
        using GpuProcessReader reader = Reader;
        machine.Tree.Add("proc/77/stat", "77 (x) S 1 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n");

        reader.Scan().Changed.Should().ContainSingle().Which.Gpus.Should().BeEmpty();
    }
}
