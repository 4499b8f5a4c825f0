using System.Diagnostics.Metrics;
using SchedExt.Irq;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>Protection where a managed interrupt shows at its first refusal, with EIO.</summary>
[Machine(Machines.IrqBefore612), Soak]
public sealed class Before612ProtectorTests
{
    private static readonly CpuSet FirstThree = CpuSet.Parse("0-2");

    [Fact]
    public async Task Protect_ManagedInterrupts_AreTriedOnceAndTheOthersAreKeptOffAndGivenBack()
    {
        string before = Interrupts.Masks();
        int[] queues = Interrupts.DiskQueues();
        int[] reaching = [.. queues.Where(irq => IrqSnapshot.Read(KernelRoot.Host)[irq].Current.Overlaps(FirstThree))];
        reaching.Should().NotBeEmpty();
        using var refusals = new RefusalCount();
        using var load = new DiskLoad();
        using (IrqProtector protector = IrqProtector.Open(IrqMachine.Options))
        {
            using IrqProtection lease = protector.Protect(FirstThree, "test");
            lease.Report.Irqs.Where(irq => irq.Outcome == IrqOutcome.Unmovable && irq.Errno == Errno.EIO).Select(irq => irq.Identity.Irq).Should().Contain(reaching).And.BeSubsetOf([.. queues, .. Interrupts.WithoutSetter()]);
            int tried = refusals.Count;
            lease.Update(CpuSet.Parse("0-1"));
            lease.Update(FirstThree);
            protector.Refresh();
            refusals.Count.Should().Be(tried, "who was refused is not asked again");

            HashSet<int> refused = [.. lease.Report.Irqs.Where(irq => irq.Outcome == IrqOutcome.Unmovable).Select(irq => irq.Identity.Irq)];
            await Task.Delay(3000, TestContext.Current.CancellationToken);
            IrqSnapshot first = Read(refused);
            await Task.Delay(5000, TestContext.Current.CancellationToken);
            IrqSnapshot second = Read(refused);
            second.Irqs.Where(irq => irq.IsMovable && irq.Current.Overlaps(FirstThree)).Should().BeEmpty();
            IrqAudit audit = IrqAudit.Compare(first, second, FirstThree, TimeSpan.FromSeconds(5));
            audit.MovableCount.Should().Be(0UL, audit.Verdict);
            lease.Dispose();
            protector.Restored!.LeftAlone.Should().BeEmpty();
        }

        Interrupts.Masks().Should().Be(before);
    }

    private static IrqSnapshot Read(HashSet<int> refused) => IrqSnapshot.Read(KernelRoot.Host).WithUnmovable(refused);

    /// <summary>How many writes were answered with EIO.</summary>
    private sealed class RefusalCount : IDisposable
    {
        private readonly MeterListener _listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "schedext.irq.writes")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };

        private int _count;

        internal RefusalCount()
        {
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                if (tags[0].Value is nameof(Errno.EIO))
                {
                    Interlocked.Increment(ref _count);
                }
            });
            _listener.Start();
        }

        internal int Count => _count;

        public void Dispose() => _listener.Dispose();
    }
}
