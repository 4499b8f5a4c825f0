namespace SchedExt.ReferenceHost;

/// <summary>All runs of a benchmark, and what follows from them. Pure.</summary>
internal sealed class BenchResults(IReadOnlyList<ArmRun> runs)
{
    internal IReadOnlyList<ArmRun> Runs => runs;

    /// <summary>The policies that had a turn at a workload, in the order of reports.</summary>
    internal IEnumerable<BenchPolicy> PoliciesOf(string workload) =>
        runs.Where(run => run.Workload == workload).Select(run => run.Policy).Distinct().Order();

    /// <summary>The workloads, in the order of reports.</summary>
    internal IEnumerable<string> Workloads => runs.Select(run => run.Workload).Distinct();

    /// <summary>The runs that do not count.</summary>
    internal IReadOnlyList<ArmRun> Failed(BenchPolicy policy, string workload) => [.. Of(policy, workload).Where(run => run.Measured is null)];

    /// <summary>A figure over all rounds.</summary>
    internal Spread? Figure(BenchPolicy policy, string workload, string figure) =>
        Spread.Of(Of(policy, workload).Where(run => run.Measured is not null).Select(run => run.Measured!.Figures[figure]));

    /// <summary>A figure over the largest of the bases' in the same round: what changes from round to round divides out.</summary>
    /// <param name="policy">Whose figure.</param>
    /// <param name="workload">Of which workload.</param>
    /// <param name="figure">Its name.</param>
    /// <param name="bases">What it is divided by; rounds in which one of them is missing do not count.</param>
    internal Spread? Ratio(BenchPolicy policy, string workload, string figure, params (BenchPolicy Policy, string Workload)[] bases)
    {
        return Spread.Of(Of(policy, workload).Select(Divided).OfType<double>());

        double? Divided(ArmRun run)
        {
            List<Measurement> measured = [.. bases.Select(other => Find(run.Round, other.Policy, other.Workload)).OfType<Measurement>()];
            if (run.Measured is null || measured.Count < bases.Length) return null;
            return run.Measured.Figures[figure] / measured.Max(other => other.Figures[figure]);
        }
    }

    /// <summary>A percentile over the steps of all rounds together, by nearest rank.</summary>
    internal double? Pooled(BenchPolicy policy, string workload, double part)
    {
        double[] steps = [.. Of(policy, workload).Where(run => run.Measured is not null).SelectMany(run => run.Measured!.Samples).Order()];
        return steps.Length == 0 ? null : steps[int.Max(1, (int)Math.Ceiling(part * steps.Length)) - 1];
    }

    /// <summary>How many steps of all rounds count.</summary>
    internal int Steps(BenchPolicy policy, string workload) => Of(policy, workload).Sum(run => run.Measured?.Samples.Count ?? 0);

    private IEnumerable<ArmRun> Of(BenchPolicy policy, string workload) => runs.Where(run => run.Policy == policy && run.Workload == workload);

    private Measurement? Find(int round, BenchPolicy policy, string workload) =>
        Of(policy, workload).FirstOrDefault(run => run.Round == round)?.Measured;
}
