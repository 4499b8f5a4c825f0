using System.Diagnostics;
using SchedExt.Irq;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary><c>schedext irq watch</c>, killed at random moments, and what the next owner restores.</summary>
[Machine(Machines.Irq)]
public sealed class KillTests
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "publish", "schedext", "schedext"));

    [Fact]
    public Task Recover_AfterThirtyKills_EachTimeAllIsAsItWas() => KillAsync(30, seed: 1);

    [Fact, Soak]
    public Task Recover_AfterTwoHundredKills_EachTimeAllIsAsItWas() => KillAsync(200, seed: Environment.TickCount);

    /// <summary>Every mask that a watch changes.</summary>
    private static string All() => $"{Interrupts.Masks()}\n{Interrupts.SteeringMasks()}";

    private static async Task KillAsync(int times, int seed)
    {
        var random = new Random(seed);
        var fs = new ProcIrqFs(KernelRoot.Host);
        fs.WriteMask("sys/class/net/eth0/queues/rx-0/rps_cpus", CpuSet.All(8)).Succeeded.Should().BeTrue();
        string before = All();
        int changed = 0;
        for (int time = 0; time < times; time++)
        {
            CpuSet cpus = CpuSet.Create([.. Enumerable.Range(0, 8).Where(_ => random.Next(2) == 0)]);
            using (Process watch = Process.Start(new ProcessStartInfo(Program, ["irq", "watch", "--protect", cpus.IsEmpty ? "0" : $"{cpus}", "--steering", "all", "--state", IrqMachine.State]) { RedirectStandardOutput = true, RedirectStandardError = true })!)
            {
                await Task.Delay(random.Next(3500), TestContext.Current.CancellationToken);
                watch.Kill();
                await watch.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            changed += All() == before ? 0 : 1;
            IrqRestoreReport report = IrqProtector.Recover(IrqMachine.Options);
            All().Should().Be(before, $"kill {time} (seed {seed}): {report}");
            string.Join('\n', report.Results.Where(result => !result.IsSettled)).Should().BeEmpty($"kill {time} (seed {seed})");
        }

        fs.WriteMask("sys/class/net/eth0/queues/rx-0/rps_cpus", CpuSet.Empty);
        TestContext.Current.SendDiagnosticMessage($"{changed} of {times} kills left changed masks behind");
        changed.Should().BeGreaterThan(times / 4, "else the kills came too early to prove anything");
    }
}
