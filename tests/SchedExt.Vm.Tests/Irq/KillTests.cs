using System.Diagnostics;
using SchedExt.Irq;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary><c>schedext irq watch</c>, killed at random moments, and what the next owner restores.</summary>
[Machine(Machines.Irq)]
public sealed class KillTests : IDisposable
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "publish", "schedext", "schedext"));

    private static readonly ProcIrqFs Fs = new(KernelRoot.Host);

    private readonly IrqSnapshot _before = IrqSnapshot.Read(KernelRoot.Host);

    public void Dispose() => Interrupts.PutBack(_before);

    [Fact]
    public Task Recover_AfterThirtyKills_EachTimeAllIsAsItWas() => KillAsync(30, seed: 1);

    [Fact, Soak]
    public Task Recover_AfterTwoHundredKills_EachTimeAllIsAsItWas() => KillAsync(200, seed: Environment.TickCount);

    [Fact, Soak]
    public Task Recover_KillsWhileCpusComeAndGo_EachTimeAllIsAsItWas() => KillAsync(50, seed: Environment.TickCount, new CpuFlap());

    [Fact, Soak]
    public Task Recover_KillsWhileADriverIsBoundAgain_EachTimeAllIsAsItWas() => KillAsync(50, seed: Environment.TickCount, new DriverRebind());

    /// <summary>The daemon moves interrupts all the time, so their masks are its own; all else is as it was, its ban too.</summary>
    [Fact, Soak]
    public async Task Recover_KillsBesideIrqbalance_LeavesItsMasksAndItsBanAsItWas()
    {
        var random = new Random(Environment.TickCount);
        using var daemon = new BalanceDaemon();
        using var load = new DiskLoad();
        await Until.TrueAsync(() => daemon.ReadBan() is { IsEmpty: true }, "irqbalance to answer", 30);
        string before = $"{Fs.ReadDefaultAffinity().Cpus}\n{Interrupts.SteeringMasks()}";
        int told = 0;
        for (int time = 0; time < 50; time++)
        {
            await KillOneAsync(random, new Disturbance());
            told += daemon.ReadBan() is { IsEmpty: false } ? 1 : 0;
            IrqRestoreReport report = IrqProtector.Recover(IrqMachine.Options);
            string left = string.Join('\n', report.LeftAlone.Where(result => result.Outcome != IrqRestoreOutcome.ForeignWrite || result.Identity is null));
            left.Should().BeEmpty($"kill {time}: the daemon writes interrupts' masks only");
            $"{Fs.ReadDefaultAffinity().Cpus}\n{Interrupts.SteeringMasks()}".Should().Be(before, $"kill {time}");
            await Until.TrueAsync(() => daemon.ReadBan() is { IsEmpty: true }, $"irqbalance to have the ban that it had before kill {time}", 30);
        }

        daemon.IsAlive.Should().BeTrue();
        told.Should().BeGreaterThan(10, "else the kills came too early to prove anything");
    }

    private static async Task KillAsync(int times, int seed, Disturbance? disturbance = null)
    {
        var random = new Random(seed);
        disturbance ??= new Disturbance();
        using var queues = new QueuedDevice();
        Fs.WriteMask("sys/class/net/eth0/queues/rx-0/rps_cpus", CpuSet.All(8)).Succeeded.Should().BeTrue();
        string before = disturbance.Masks();
        int changed = 0;
        List<string> protections = [];
        for (int time = 0; time < times; time++)
        {
            protections.Add(await KillOneAsync(random, disturbance));
            string because = $"kill {time} (seed {seed}) of what protected {string.Join(", before ", protections.TakeLast(4).Reverse())}";
            changed += disturbance.Masks() == before ? 0 : 1;
            IrqRestoreReport report = IrqProtector.Recover(IrqMachine.Options);
            string told = string.Join(", ", report.LeftAlone);
            if (disturbance.End())
            {
                // What could not be restored without the CPU is in the journal still.
                report = IrqProtector.Recover(IrqMachine.Options);
                told += $"; then {string.Join(", ", report.LeftAlone)}";
            }

            Differences(before, disturbance.Masks()).Should().BeEmpty($"{because}: left alone: {told}");
            string.Join('\n', report.Results.Where(result => !result.IsSettled)).Should().BeEmpty(because);
        }

        Fs.WriteMask("sys/class/net/eth0/queues/rx-0/rps_cpus", CpuSet.Empty);
        TestContext.Current.SendDiagnosticMessage($"{changed} of {times} kills left changed masks behind (seed {seed})");
        changed.Should().BeGreaterThan(times / 4, "else the kills came too early to prove anything");
    }

    private static string Differences(string before, string after) => string.Join(", ", after.Split('\n').Except(before.Split('\n')));

    /// <summary>Starts a watch of random CPUs, disturbs it, and kills it; each at a random moment.</summary>
    /// <returns>The CPUs, and the disturbance.</returns>
    private static async Task<string> KillOneAsync(Random random, Disturbance disturbance)
    {
        CpuSet cpus = disturbance.Choose(random);
        using Process watch = Process.Start(new ProcessStartInfo(Program, ["irq", "watch", "--protect", cpus.IsEmpty ? "0" : $"{cpus}", "--steering", "all", "--interval", "0.5", "--state", IrqMachine.State])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await Task.Delay(random.Next(3500), TestContext.Current.CancellationToken);
        if (disturbance.Begin(random))
        {
            await Task.Delay(random.Next(1500), TestContext.Current.CancellationToken);
        }

        watch.Kill();
        await watch.WaitForExitAsync(TestContext.Current.CancellationToken);
        return $"{cpus}{disturbance}";
    }
}
