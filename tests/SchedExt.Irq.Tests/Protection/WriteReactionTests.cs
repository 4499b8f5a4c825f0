namespace SchedExt.Irq.Tests.Protection;

public class WriteReactionTests
{
    /// <summary>Null: no write of this process can succeed, so the first one ends it all.</summary>
    [Theory]
    [InlineData(Errno.None, true, IrqOutcome.Moved)]
    [InlineData(Errno.EPERM, true, IrqOutcome.Unmovable)]
    [InlineData(Errno.EIO, true, IrqOutcome.Unmovable)]
    [InlineData(Errno.ENODEV, true, IrqOutcome.Unmovable)]
    [InlineData(Errno.EACCES, false, IrqOutcome.Unmovable)]
    [InlineData(Errno.EACCES, true, null)]
    [InlineData(Errno.EROFS, true, null)]
    [InlineData(Errno.ENOENT, true, IrqOutcome.Vanished)]
    [InlineData(Errno.ENOSPC, true, IrqOutcome.NoVector)]
    [InlineData(Errno.EBUSY, true, IrqOutcome.Deferred)]
    [InlineData(Errno.EINVAL, true, IrqOutcome.Deferred)]
    public void For_Answer_IsTheOutcome(Errno errno, bool isWritable, IrqOutcome? outcome) => WriteReaction.For(new IrqWriting(errno, isWritable)).Should().Be(outcome);

    [Theory]
    [InlineData(Errno.EROFS, IrqErrorKind.ReadOnly)]
    [InlineData(Errno.EACCES, IrqErrorKind.Privileges)]
    public void ToException_Answer_SaysWhatToDo(Errno errno, IrqErrorKind kind) => WriteReaction.ToException(errno, "proc/irq/40/smp_affinity").Should().Match<IrqException>(e => e.Kind == kind && e.Errno == errno);
}
