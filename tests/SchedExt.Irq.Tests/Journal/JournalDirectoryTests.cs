using SchedExt.Irq.Testing;

namespace SchedExt.Irq.Tests.Journal;

public sealed class JournalDirectoryTests : IDisposable
{
    private readonly TemporaryMachine machine = new();

    private string State => machine.Full("state");

    private IrqProtectorOptions Options => new() { StateDirectory = State, IrqFs = Model, RefreshInterval = Timeout.InfiniteTimeSpan };

    private KernelModelIrqFs Model { get; } = Create();

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Save_Journal_IsForItsOwnerOnly()
    {
        using IrqProtector protector = IrqProtector.Open(Options);
        using IrqProtection lease = protector.Protect(CpuSet.Parse("0"), "nccl");

        File.GetUnixFileMode(State).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(Path.Combine(State, "irq.journal")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(State).Should().HaveCount(2, "the journal and the lock");
    }

    [Fact]
    public void Open_OwnerLives_IsRefused()
    {
        using IrqProtector protector = IrqProtector.Open(Options);
        using IrqProtection lease = protector.Protect(CpuSet.Parse("0"), "nccl");

        ((Action)(() => IrqProtector.Open(Options))).Should().Throw<IrqException>().Where(e => e.Kind == IrqErrorKind.Busy);
        ((Action)(() => IrqProtector.Recover(Options))).Should().Throw<IrqException>().Where(e => e.Kind == IrqErrorKind.Busy);
        Model.ReadAffinity(40).Cpus.Should().Be(CpuSet.Parse("1-3"));
    }

    [Fact]
    public void Open_OwnerEnded_CanBeFollowed()
    {
        IrqProtector.Open(Options).Dispose();
        using IrqProtector protector = IrqProtector.Open(Options);

        protector.Recovered.Results.Should().BeEmpty();
    }

    [Fact]
    public void Recover_JournalOfACrash_RestoresAndIsDoneOnce()
    {
        byte[] journal;
        using (IrqProtector protector = IrqProtector.Open(Options))
        {
            using IrqProtection lease = protector.Protect(CpuSet.Parse("0"), "nccl");
            journal = File.ReadAllBytes(Path.Combine(State, "irq.journal"));
        }

        Model.WriteAffinity(40, CpuSet.Parse("1-3"));
        File.WriteAllBytes(Path.Combine(State, "irq.journal"), journal);

        IrqProtector.Recover(Options).Results.Should().Contain(result => result.Outcome == IrqRestoreOutcome.Restored && result.Home == CpuSet.Parse("0-3"));
        Model.ReadAffinity(40).Cpus.Should().Be(CpuSet.Parse("0-3"));
        IrqProtector.Recover(Options).ToString().Should().Be("nothing to restore");
    }

    [Fact]
    public void Open_JournalOfAnotherBoot_IsDroppedAndSaysSo()
    {
        Directory.CreateDirectory(State);
        File.WriteAllBytes(Path.Combine(State, "irq.journal"), JournalText.Encode(new JournalDocument("other", 1, CpuSet.Parse("0-3"), null, [], null, default,
            [new JournalEntry(40, null, null, "eth0", null, CpuSet.Parse("2"), CpuSet.Parse("0-3"), null, null)])));

        using IrqProtector protector = IrqProtector.Open(Options);

        protector.Recovered.ToString().Should().Contain("another boot");
        Model.ReadAffinity(40).Cpus.Should().Be(CpuSet.Parse("0-3"));
        File.Exists(Path.Combine(State, "irq.journal")).Should().BeFalse();
    }

    [Fact]
    public void Open_DamagedJournal_IsRefusedAndKept()
    {
        Directory.CreateDirectory(State);
        string path = Path.Combine(State, "irq.journal");
        File.WriteAllText(path, "schedext-irq-journal 1 AB\n{\"bootId\"");

        ((Action)(() => IrqProtector.Open(Options))).Should().Throw<IrqException>().Where(e => e.Kind == IrqErrorKind.JournalUnreadable && e.Message.Contains(path) && e.Message.Contains("truncated"));
        File.Exists(path).Should().BeTrue();
    }

    [Fact]
    public void Open_StateDirectoryCannotBeMade_IsRefused()
    {
        File.WriteAllText(machine.Full("file"), "");

        ((Action)(() => IrqProtector.Open(Options with { StateDirectory = machine.Full("file/state") }))).Should().Throw<IrqException>().Where(e => e.Kind == IrqErrorKind.JournalUnwritable);
    }

    private static KernelModelIrqFs Create()
    {
        var model = new KernelModelIrqFs(4) { MovesAtOnce = true };
        model.AddIrq(40);
        return model;
    }
}
