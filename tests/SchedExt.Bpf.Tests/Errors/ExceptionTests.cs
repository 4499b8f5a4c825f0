namespace SchedExt.Bpf.Tests;

public sealed class ExceptionTests
{
    [Theory]
    [InlineData("other", "attach 'mine': EBUSY: the scheduler 'other' is running. Stop it first.")]
    [InlineData("", "attach 'mine': EBUSY: another sched_ext scheduler is attached. Stop it first.")]
    public void SchedulerBusy_Running_IsNamed(string running, string message)
    {
        var busy = new SchedulerBusyException("mine", running);

        (busy.Message, busy.RunningScheduler, busy.Kind, busy.Errno).Should().Be((message, running, BpfErrorKind.Busy, 16));
    }

    [Fact]
    public void SchedulerRejected_Exit_IsInTheMessage()
    {
        var exit = new SchedulerExit(SchedulerExitKind.Error, default, "runtime error", "ops.init() failed (-12)", "");

        var rejected = new SchedulerRejectedException("mine", exit);

        rejected.Message.Should().Be("start 'mine': the kernel ended it before it ran: Error: runtime error: ops.init() failed (-12).");
        rejected.Exit.Should().BeSameAs(exit);
        rejected.Kind.Should().Be(BpfErrorKind.RejectedAtStart);
    }
}
