using System.Diagnostics;
using System.Globalization;

namespace SchedExt.ReferenceHost;

/// <summary>
/// Gives each scheduler its turn in each round. A scheduler is attached once a round, for all workloads, and detached before the
/// next one's turn: attaching is dear, and an emulator survives few of them.
/// </summary>
internal sealed class Alternation(IReadOnlyList<IWorkload> workloads, SchedulerPrograms schedulers, TextWriter progress, CancellationToken stop)
{
    /// <summary>Runs one round, every second one in reverse: what drifts with time meets all schedulers alike.</summary>
    /// <param name="round">From 1 on.</param>
    /// <param name="runs">Where its runs are added, each as soon as it is done.</param>
    /// <exception cref="OperationCanceledException">The end was asked for.</exception>
    internal void Run(int round, List<ArmRun> runs)
    {
        IEnumerable<BenchPolicy> policies = Enum.GetValues<BenchPolicy>().Where(schedulers.Has);
        foreach (BenchPolicy policy in round % 2 == 0 ? policies.Reverse() : policies)
        {
            SchedulerProcess? scheduler = null;
            try
            {
                foreach (IWorkload workload in workloads.Where(workload => workload.Policies.Contains(policy)))
                {
                    stop.ThrowIfCancellationRequested();
                    long begun = Stopwatch.GetTimestamp();
                    ArmRun run = RunArm(round, policy, workload, ref scheduler);
                    runs.Add(run);
                    Tell(run, Stopwatch.GetElapsedTime(begun));
                }
            }
            finally
            {
                scheduler?.Stop();
            }
        }
    }

    private ArmRun RunArm(int round, BenchPolicy policy, IWorkload workload, ref SchedulerProcess? scheduler)
    {
        try
        {
            if (policy.NeedsScheduler() && scheduler is not { IsEnabled: true })
            {
                scheduler?.Stop();
                scheduler = null; // a failed start leaves none behind
                scheduler = schedulers.Start(policy);
            }

            SchedulerProcess? running = scheduler;
            Func<bool> holds = running is null ? schedulers.NoneRuns : () => running.IsEnabled;
            Measurement measured = workload.Run(policy, holds);
            return holds() ? new(round, policy, workload.Name, measured) : new(round, policy, workload.Name, null, Ending(running));
        }
        catch (WorkloadException failed)
        {
            string ending = scheduler is { IsEnabled: false } ? Ending(scheduler) : failed.Message;
            return new(round, policy, workload.Name, null, ending);
        }
    }

    private static string Ending(SchedulerProcess? scheduler) =>
        scheduler is null ? "a sched_ext scheduler was attached by somebody else" : $"ejected: {scheduler.WaitForEnding()}";

    private void Tell(ArmRun run, TimeSpan took)
    {
        string figures = run.Measured is { } measured
            ? string.Join(", ", measured.Figures.Take(9).Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {figure.Value:0.##}")))
            : run.Problem;
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {run.Round}, {run.Policy.Name()}, {run.Workload} ({took.TotalSeconds:0} s): {figures}"));
        progress.Flush();
    }
}
