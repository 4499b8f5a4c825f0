namespace SchedExt.Bpf.Tests;

/// <summary>What a host does before it comes to the kernel.</summary>
public sealed class BpfSchedulerHostTests
{
    private static readonly SchedulerObject s_missing = SchedulerObject.FromFile("/no/such/file.bpf.o");

    [Fact]
    public async Task RunAsync_FileMissing_ThrowsAndTellsThoseWhoWait()
    {
        await using var host = new BpfSchedulerHost(s_missing);
        Task waiting = host.WaitUntilRunningAsync(TestContext.Current.CancellationToken);

        await host.Invoking(h => h.RunAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<FileNotFoundException>();

        await FluentActions.Invoking(() => waiting).Should().ThrowAsync<FileNotFoundException>();
    }

    [Fact]
    public async Task RunAsync_Twice_IsRefused()
    {
        await using var host = new BpfSchedulerHost(s_missing);
        Task first = host.RunAsync(TestContext.Current.CancellationToken);

        host.Invoking(h => { _ = h.RunAsync(); }).Should().Throw<InvalidOperationException>().WithMessage("*has run before*");

        await FluentActions.Invoking(() => first).Should().ThrowAsync<FileNotFoundException>();
    }

    [Fact]
    public async Task WaitUntilRunning_GivenUp_LeavesTheHostAlone()
    {
        await using var host = new BpfSchedulerHost(s_missing);

        await host.Invoking(h => h.WaitUntilRunningAsync(new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();

        await host.Invoking(h => h.RunAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<FileNotFoundException>();
    }

    [Fact]
    public async Task Dispose_NeverRun_ReturnsAtOnceAndTwice()
    {
        var host = new BpfSchedulerHost(s_missing);

        await host.DisposeAsync();
        await host.Awaiting(h => h.DisposeAsync().AsTask()).Should().NotThrowAsync();
    }

    [Fact]
    public async Task RunAsync_Disposed_IsRefused()
    {
        var host = new BpfSchedulerHost(s_missing);
        await host.DisposeAsync();

        host.Invoking(h => { _ = h.RunAsync(); }).Should().Throw<ObjectDisposedException>();
    }

    /// <summary>Bug: who waited for a host that was disposed of before it ran waited for ever.</summary>
    [Fact]
    public async Task WaitUntilRunning_DisposedOfBeforeItRan_IsCancelled()
    {
        var host = new BpfSchedulerHost(s_missing);
        Task waiting = host.WaitUntilRunningAsync(TestContext.Current.CancellationToken);

        await host.DisposeAsync();

        await FluentActions.Awaiting(() => waiting.WaitAsync(TimeSpan.FromSeconds(20))).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void Create_NoScheduler_IsRefused() => FluentActions.Invoking(() => new BpfSchedulerHost(null!)).Should().Throw<ArgumentNullException>();
}
