namespace SchedExt.ReferenceHost.Tests.Bench;

/// <summary>Runs with figures that a test chose.</summary>
internal static class BenchRunsOfATest
{
    internal static ArmRun Counted(int round, BenchPolicy policy, string shape, double p50, params double[] samples) =>
        new(round, policy, shape, new(
            new Dictionary<string, double>
            {
                ["p50_us"] = p50, ["mean_us"] = p50, ["p99_us"] = p50 * 2, ["work_per_s"] = 1000, ["bursts_per_s"] = 100, ["loader_units_per_s"] = 90_000,
                ["fairness"] = 0.9, ["capacity"] = 0.95,
            },
            samples));

    internal static ArmRun Lost(int round, BenchPolicy policy, string shape, string problem) => new(round, policy, shape, null, problem);

    /// <summary>Two rounds of all shapes; the peer is lost where ranks are pinned.</summary>
    internal static BenchResults TwoRounds()
    {
        var runs = new List<ArmRun>();
        foreach (string shape in (string[])[TrainingStep.Free, TrainingStep.Pinned, TrainingStep.PinnedWithHogs])
        {
            foreach (int round in (int[])[1, 2])
            {
                if (shape != TrainingStep.PinnedWithHogs) runs.Add(Counted(round, BenchPolicy.Idle, shape, 4000 * round, 4000, 4100));
                runs.Add(Counted(round, BenchPolicy.Eevdf, shape, 8000 * round, 8000, 8100));
                runs.Add(Counted(round, BenchPolicy.Floor, shape, 4200 * round, 4200));
                runs.Add(shape == TrainingStep.Free ? Counted(round, BenchPolicy.Peer, shape, 20_000 * round, 20_000) : Lost(round, BenchPolicy.Peer, shape, "ejected: runnable task stall"));
                runs.Add(Counted(round, BenchPolicy.Ours, shape, 4040 * round, 4040, 4050, 4060));
            }
        }

        return new(runs);
    }
}
