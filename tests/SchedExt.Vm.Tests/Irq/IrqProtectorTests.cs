using System.Diagnostics;
using SchedExt.Irq;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>Protection on a real kernel, with real disks and cards.</summary>
[Machine(Machines.Irq)]
public sealed class IrqProtectorTests
{
    private static readonly string HostProgram = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "publish", "schedext", "schedext"));

    [Fact]
    public async Task Protect_UnderLoad_LeavesNoMovableInterruptOnTheCpus()
    {
        string before = Interrupts.Masks();
        using var load = new DiskLoad();
        using (IrqProtector protector = IrqProtector.Open(IrqMachine.Options))
        {
            using IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "test");
            await Task.Delay(3000, TestContext.Current.CancellationToken);
            IrqAudit audit = await IrqAudit.MeasureAsync(lease.Cpus, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            TestContext.Current.SendDiagnosticMessage($"{audit.Verdict}\n{lease.Report}");

            Interrupts.Reaching(IrqMachine.FirstFour).Should().BeEmpty();
            audit.MovableCount.Should().Be(0UL, audit.Verdict);
            IrqAudit others = await IrqAudit.MeasureAsync(CpuSet.Parse("4-7"), TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            (others.MovableCount + others.UnmovableCount).Should().BeGreaterThan(0UL, "there was load");
        }

        Interrupts.Masks().Should().Be(before);
    }

    [Fact]
    public void Protect_EachSet_EndsWhereItBegan()
    {
        string before = Interrupts.Masks();
        using IrqProtector protector = IrqProtector.Open(IrqMachine.Options);
        using (IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "one"))
        {
            using IrqProtection other = protector.Protect(CpuSet.Parse("7"), "two");
            lease.Update(CpuSet.Parse("0-6"));
            lease.Report.Mode.Should().Be(IrqPlanMode.Pinned);
            lease.Update(CpuSet.Parse("2"));
            Interrupts.Reaching(CpuSet.Parse("2,7")).Should().BeEmpty();
        }

        Interrupts.Masks().Should().Be(before);
    }

    [Fact]
    public async Task Refresh_CpuGoesOfflineAndComes_StaysProtectedAndIsRestored()
    {
        string before = Interrupts.Masks(withQueues: false);
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var load = new DiskLoad();
        using (IrqProtector protector = IrqProtector.Open(IrqMachine.Options))
        {
            protector.Drifted += drift => told.Enqueue(drift.ToString());
            using IrqProtection lease = protector.Protect(CpuSet.Parse("0-6"), "test");
            Kernel.SetOnline(7, false);
            await Task.Delay(2500, TestContext.Current.CancellationToken);
            lease.Report.Mode.Should().Be(IrqPlanMode.Pinned);
            Kernel.SetOnline(7, true);
            await Until.TrueAsync(() => lease.Report.Mode == IrqPlanMode.Normal && !Interrupts.Reaching(CpuSet.Parse("0-6")).Any(), "interrupts back on CPU 7", 20);
            await Interrupts.NoneShouldReachAsync(CpuSet.Parse("0-6"));
            lease.Dispose();
            told.Enqueue(string.Join('\n', protector.Restored!.LeftAlone));
        }

        Interrupts.Masks(withQueues: false).Should().Be(before, string.Join('\n', told).Replace("{", "").Replace("}", ""));
    }

    [Fact]
    public async Task Refresh_DriverIsBoundAgain_IsProtectedAndHasTheOldDefaultAfterwards()
    {
        IrqDescriptor card = IrqSnapshot.Read(KernelRoot.Host)[Interrupts.Idle()[^1]];
        CpuSet @default = IrqSnapshot.Read(KernelRoot.Host).DefaultAffinity!.Value;
        string address = card.Device!.Address!, driver = "/sys/bus/pci/drivers/virtio-pci/";
        using var load = new DiskLoad();
        using (IrqProtector protector = IrqProtector.Open(IrqMachine.Options))
        {
            using IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "test");
            await File.WriteAllTextAsync(driver + "unbind", address, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(driver + "bind", address, TestContext.Current.CancellationToken);
            await Until.TrueAsync(() => !Interrupts.Reaching(IrqMachine.FirstFour).Any(), () => $"the card's interrupts to be moved: {string.Join("; ", Interrupts.Reaching(IrqMachine.FirstFour))}; the report: {string.Join("; ", protector.Report.Irqs)}", 20);
            await Interrupts.NoneShouldReachAsync(IrqMachine.FirstFour);
        }

        IrqSnapshot.Read(KernelRoot.Host).Irqs.Where(irq => irq.Device?.Address == address && irq.Actions.Any(action => action.EndsWith("-config", StringComparison.Ordinal)))
            .Should().ContainSingle().Which.Current.Should().Match<CpuSet>(mask => mask == @default || mask.IsSubsetOf(@default) && mask.Overlaps(IrqMachine.FirstFour));
    }

    [Fact]
    public async Task Plan_ProcessMayUseOneCpu_IsThatOfTheMachineAllTheSame()
    {
        async Task<string> PlanAsync(string cpus)
        {
            using Process plan = Process.Start(new ProcessStartInfo("taskset", ["-c", cpus, HostProgram, "irq", "plan", "--protect", "0-2", "--json"]) { RedirectStandardOutput = true })!;
            string text = await plan.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await plan.WaitForExitAsync(TestContext.Current.CancellationToken);
            return text;
        }

        string narrow = await PlanAsync("1"), wide = await PlanAsync("0-7");
        narrow.Should().Be(wide);
        narrow.Should().Contain("\"to\":\"3-7\"");
    }

    [Fact]
    public void Model_SameStepsAsTheKernel_HasTheSameMasks()
    {
        int[] idle = Interrupts.Idle();
        var kernel = new ProcIrqFs(KernelRoot.Host);
        CpuSet[] homes = [.. idle.Select(irq => kernel.ReadAffinity(irq).Cpus)];
        var model = new SchedExt.Irq.Testing.KernelModelIrqFs(IrqSnapshot.Read(KernelRoot.Host)) { MovesAtOnce = Interrupts.AreRemapped };

        void Both(int irq, string cpus) => model.WriteAffinity(irq, CpuSet.Parse(cpus)).Errno.Should().Be(kernel.WriteAffinity(irq, CpuSet.Parse(cpus)).Errno);
        void Online(int cpu, bool online)
        {
            Kernel.SetOnline(cpu, online);
            (online ? (Action<int>)model.SetOnline : model.SetOffline)(cpu);
        }

        // Which CPU of a mask takes an interrupt is the allocator's choice; whether one of them does is not.
        static string Told(IIrqFs fs, int irq) => $"{fs.ReadAffinity(irq).Cpus}, {(fs.ReadEffectiveAffinity(irq).Cpus.IsSubsetOf(fs.ReadAffinity(irq).Cpus) ? "there" : "not there yet")}";
        string Differences() => string.Join('\n', idle.Where(irq => Told(kernel, irq) != Told(model, irq)).Select(irq => $"{irq}: kernel {Told(kernel, irq)}, model {Told(model, irq)}"));

        try
        {
            Both(idle[0], "7");
            Both(idle[1], "6-7");
            Both(idle[2], "5,7");
            Differences().Should().BeEmpty("these were written");
            Online(7, false);
            Differences().Should().BeEmpty("CPU 7 went offline");
            Both(idle[0], "7");
            Online(7, true);
            Differences().Should().BeEmpty("CPU 7 came back");
        }
        finally
        {
            Kernel.SetOnline(7, true);
            foreach ((int irq, CpuSet home) in idle.Zip(homes))
            {
                kernel.WriteAffinity(irq, home);
            }
        }
    }
}
