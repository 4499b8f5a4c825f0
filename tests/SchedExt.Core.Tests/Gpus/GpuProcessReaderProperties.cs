namespace SchedExt.Tests.Gpus;

[Trait("EveryRunOn", "newest")]
public class GpuProcessReaderProperties
{
    private const int Steps = 60, HighestId = 160;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Scan_RandomChurn_KnowsWhatAFullScanFinds(int seed)
    {
        for (int round = 0; round < 30; round++)
        {
            var random = new Random((seed * 1000) + round);
            var machine = new GpuMachine(counts: true, HighestId);
            using var reader = new GpuProcessReader(machine.Tree, GpuDeviceMap.Read(machine.Tree));
            Dictionary<int, long> seen = [];
            for (int step = 0; step < Steps; step++)
            {
                for (int change = random.Next(6); change > 0; change--)
                {
                    Change(machine, random);
                }

                GpuScan scan = reader.Scan();
                Apply(scan, seen);
                GpuMachine.UsersIn(reader).Should().Equal(machine.Users, "seed {0}, round {1}, step {2}", seed, round, step);
                using var fresh = new GpuProcessReader(machine.Tree, GpuDeviceMap.Read(machine.Tree));
                fresh.Scan();
                GpuMachine.UsersIn(fresh).Should().Equal(machine.Users);
            }

            for (int quiet = 0; quiet <= GpuProcessReader.TurnInterval; quiet++)
            {
                Apply(reader.Scan(), seen);
            }

            reader.Processes.Select(process => process.Pid).Order().Should().Equal(machine.Pids, "all that ended had their turn");
            seen.Keys.Order().Should().Equal(machine.Pids, "the changes told add up to it");
        }
    }

    /// <summary>Too many to be all asked at each scan, while GPUs are opened and closed before each: what a scan asks is bounded, and what nobody saw at once is seen soon.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Scan_RandomChurnOfMany_AsksABoundedPartAndCatchesUp(int seed)
    {
        var random = new Random(seed);
        var machine = new GpuMachine(counts: true);
        for (int i = 0; i < GpuProcessReader.AlwaysAsked * 2; i++)
        {
            machine.Start();
        }

        using var reader = new GpuProcessReader(machine.Tree, GpuDeviceMap.Read(machine.Tree));
        Dictionary<int, long> seen = [];
        int asked = 0, most = 0;
        for (int step = 1; step <= 200; step++)
        {
            bool churns = step % 50 < 35; // and then it is quiet for a while
            for (int change = churns ? random.Next(1, 6) : 0; change > 0; change--)
            {
                Change(machine, random, 3 * GpuProcessReader.AlwaysAsked);
            }

            GpuScan scan = reader.Scan();
            Apply(scan, seen);
            asked += scan.Checked;
            most += (scan.Known / GpuProcessReader.SearchInterval) + ProcessTurns.Youngest + AskedAnyway(reader);
            if (step % 50 >= 35 + GpuProcessReader.SearchInterval)
            {
                GpuMachine.UsersIn(reader).Should().Equal(machine.Users, "seed {0}, step {1}: nothing was opened for {2} scans", seed, step, GpuProcessReader.SearchInterval);
            }
        }

        asked.Should().BeLessThan(most + GpuProcessReader.AlwaysAsked * 3, "what was put aside before the first open pays for one search of all");
    }

    /// <summary>Those with a GPU open, and room for those that are new.</summary>
    private static int AskedAnyway(GpuProcessReader reader) => reader.Processes.Count(process => process.Gpus.Count > 0) + 60;

    private static void Apply(GpuScan scan, Dictionary<int, long> seen)
    {
        foreach (GpuProcess ended in scan.Ended)
        {
            seen.Remove(ended.Pid, out long start).Should().BeTrue("{0} was told of before", ended);
            start.Should().Be(ended.StartTime);
        }

        foreach (GpuProcess changed in scan.Changed)
        {
            seen[changed.Pid] = changed.StartTime;
        }
    }

    private static void Change(GpuMachine machine, Random random, int most = 40)
    {
        int[] pids = [.. machine.Pids];
        int pid = pids.Length == 0 ? machine.Start() : pids[random.Next(pids.Length)];
        switch (random.Next(7))
        {
            case 0 or 1:
                if (pids.Length < most)
                {
                    machine.Start(pid);
                }

                break;
            case 2:
                machine.Open(pid, random.Next(4));
                break;
            case 3:
                machine.Close(pid, random.Next(4));
                break;
            case 4:
                machine.OpenOther(pid);
                break;
            case 5:
                machine.End(pid);
                break;
            default:
                machine.End(pid);
                machine.Start();
                break;
        }
    }
}
