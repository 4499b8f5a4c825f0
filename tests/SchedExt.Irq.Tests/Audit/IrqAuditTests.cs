using SchedExt.Irq.Testing;
using SchedExt.Irq.Tests.Protection;

namespace SchedExt.Irq.Tests.Audit;

public class IrqAuditTests
{
    private static readonly CpuSet FirstFour = CpuSet.Parse("0-3");

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static KernelTree Machine => new()
    {
        { "sys/devices/system/cpu/possible", "0-3" },
        { "sys/devices/system/cpu/online", "0-3" },
        { "proc/interrupts", "CPU0 CPU1 CPU2 CPU3\n 27: 0 0 4294967290 5 PCI-MSIX-0000:01:00.0 3-edge nvme0q3\n 30: 7 0 0 0 PCI-MSIX 1-edge eth0\nLOC: 10 10 10 10 Local timer interrupts\nERR: 1\n" },
        { "proc/softirqs", "CPU0 CPU1 CPU2 CPU3\nNET_RX: 1 1 1 1\n" },
        { "proc/irq/27/smp_affinity_list", "2", UnixFileMode.UserRead },
        { "sys/kernel/irq/27/actions", "nvme0q3" },
        { "proc/irq/30/smp_affinity_list", "2-3" },
        { "proc/irq/30/effective_affinity_list", "0" },
        { "sys/kernel/irq/30/actions", "eth0" },
    };

    [Fact]
    public void Compare_ManagedInterrupt_IsUnmovableWithTheReason()
    {
        IrqAudit audit = Compare(("27:", "27: 0 0 6 5 PCI-MSIX-0000:01:00.0 3-edge nvme0q3"));

        audit.Verdict.Should().Be("0 movable device interrupts on 0-3 in 60.0 s; 12 from nvme0q3 (managed: this CPU did I/O)");
        audit.Entries.Should().ContainSingle().Which.Should().Match<IrqAuditEntry>(entry => entry.Cpu == 2 && entry.Count == 12 && entry.Advice!.Contains("no block I/O"));
    }

    /// <summary>Bug: "cannot move" was all that it said where a refused write had told of it, as before Linux 6.12.</summary>
    [Fact]
    public void Compare_QueueThatWasRefused_IsUnmovableWithTheReason()
    {
        KernelTree before = Machine, after = Machine;
        before.Remove("proc/irq/27");
        after.Remove("proc/irq/27");
        before.Add("proc/irq/27/smp_affinity_list", "2");
        after.Add("proc/irq/27/smp_affinity_list", "2");
        after["proc/interrupts"] = after["proc/interrupts"].Replace("4294967290", "4294967295", StringComparison.Ordinal);

        IrqAudit Audit(params int[] refused)
            => IrqAudit.Compare(IrqSnapshot.Read(before), IrqSnapshot.Read(after).WithUnmovable(refused.ToHashSet()), FirstFour, Minute);

        Audit().Verdict.Should().StartWith("5 movable", "nothing tells");
        Audit(27).Verdict.Should().Be("0 movable device interrupts on 0-3 in 60.0 s; 5 from nvme0q3 (managed: this CPU did I/O)");
    }

    [Fact]
    public void Compare_OneInterruptOnTheOldCpu_IsTrailing()
    {
        IrqAudit audit = Compare((" 30: 7", " 30: 8"));

        audit.Verdict.Should().Be("0 movable device interrupts on 0-3 in 60.0 s; 1 trailing, in which they moved away");
        (audit.MovableCount, audit.TrailingCount, audit.UnmovableCount).Should().Be((0UL, 1UL, 0UL));
    }

    [Fact]
    public void Compare_TwoInterruptsOnTheOldCpu_AreTrailing()
    {
        IrqAudit audit = Compare((" 30: 7", " 30: 9"));

        (audit.MovableCount, audit.TrailingCount).Should().Be((0UL, 2UL), "the first may have had to complete the move before");
    }

    [Theory]
    [InlineData(" 30: 10 0 0 0", 3)]
    [InlineData(" 30: 7 1 0 0", 1)]
    [InlineData(" 30: 7 0 0 3", 3)]
    public void Compare_MoreThanThat_IsMovableAndNamed(string row, ulong count)
    {
        IrqAudit audit = Compare((" 30: 7 0 0 0", row));

        audit.MovableCount.Should().Be(count);
        audit.Verdict.Should().Be($"{count} movable device interrupts on 0-3 in 60.0 s; {count} from eth0");
    }

    [Fact]
    public void Compare_SoftIrqsAndTheArchitecture_AreListedWithAdviceAndNotInTheVerdict()
    {
        IrqAudit audit = Compare(("LOC: 10", "LOC: 12"), ("NET_RX: 1 1", "NET_RX: 1 5"));

        audit.Verdict.Should().Be("0 movable device interrupts on 0-3 in 60.0 s");
        audit.Entries.Select(entry => (entry.Source, entry.Cpu, entry.Count, entry.Label)).Should().Equal((IrqAuditSource.SoftIrq, 1, 4UL, "NET_RX"), (IrqAuditSource.Architecture, 0, 2UL, "LOC"));
        audit.Entries.Should().OnlyContain(entry => entry.Advice != null && entry.Mark == IrqAuditMark.Unmovable);
    }

    [Fact]
    public void Compare_CpuThatWasNotAsked_IsLeftOut()
        => IrqAudit.Compare(IrqSnapshot.Read(Machine), IrqSnapshot.Read(Machine.With("proc/interrupts", Machine["proc/interrupts"].Replace("30: 7 0", "30: 7 9"))), CpuSet.Parse("2-3"), Minute)
            .Entries.Should().BeEmpty();

    [Fact]
    public void Compare_AnotherInterruptWithTheNumber_CountsFromZero()
    {
        KernelTree after = Machine.With("proc/interrupts", Machine["proc/interrupts"].Replace("30: 7 0 0 0 PCI-MSIX 1-edge eth0", "30: 9 0 0 0 PCI-MSIX 1-edge ice-3"));

        IrqAudit.Compare(IrqSnapshot.Read(Machine), IrqSnapshot.Read(after), FirstFour, Minute).MovableCount.Should().Be(9);
    }

    [Theory]
    [InlineData(5, 7, 2)]
    [InlineData(4294967290, 6, 12)]
    [InlineData(100, 3, 3)]
    public void Between_Counters_CountsAcrossTheirEndAndAcrossANewBeginning(ulong before, ulong after, ulong count) => CounterDelta.Between(before, after).Should().Be(count);

    [Fact]
    public async Task MeasureAsync_Clock_ComparesBeginningAndEnd()
    {
        var model = new KernelModelIrqFs(4) { MovesAtOnce = true };
        model.AddIrq(40);
        var clock = new ManualClock();
        Task<IrqAudit> measuring = IrqAudit.MeasureAsync(model.Root, FirstFour, Minute, clock, TestContext.Current.CancellationToken);
        model.Interrupt(40);
        _ = model.Root;
        clock.Advance(Minute);

        (await measuring).Verdict.Should().Be("1 movable device interrupts on 0-3 in 60.0 s; 1 from eth0");
    }

    [Fact]
    public async Task MeasureAsync_Cancelled_Throws()
    {
        Func<Task> measure = () => IrqAudit.MeasureAsync(Machine, FirstFour, Minute, new ManualClock(), new CancellationToken(canceled: true));

        await measure.Should().ThrowAsync<OperationCanceledException>();
    }

    private static IrqAudit Compare(params (string Old, string New)[] changes)
    {
        KernelTree after = Machine;
        foreach ((string old, string now) in changes)
        {
            string path = old.StartsWith("NET", StringComparison.Ordinal) ? "proc/softirqs" : "proc/interrupts";
            string text = after[path];
            int start = text.IndexOf(old, StringComparison.Ordinal), end = old == "27:" ? text.IndexOf('\n', start) : start + old.Length;
            after[path] = text[..start] + now + text[end..];
        }

        return IrqAudit.Compare(IrqSnapshot.Read(Machine), IrqSnapshot.Read(after), FirstFour, Minute);
    }
}
