using System.Diagnostics;
using SchedExt.Irq;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>Machines on which nothing can be protected: it is said, and nothing is changed.</summary>
[Machine(Machines.Irq)]
public sealed class RefusalTests
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "publish", "schedext", "schedext"));

    [Fact]
    public async Task Watch_ProcIsReadOnly_SaysSoAndEndsWithItsStatus()
    {
        string before = Interrupts.Masks();

        (int status, string error) = await RunAsync("mount --bind /proc/irq /proc/irq && mount -o remount,bind,ro /proc/irq && exec \"$0\" irq watch --protect 0-3 --state /run/refused");

        status.Should().Be(3);
        error.Should().Contain("EROFS").And.Contain("mounted read-only").And.NotContain("\n   at ");
        Interrupts.Masks().Should().Be(before);
    }

    [Fact]
    public async Task Watch_SysIsReadOnly_KeepsInterruptsOffAndTellsOfTheOtherMasks()
    {
        string before = Interrupts.SteeringMasks();

        (int status, string _, string output) = await RunWithOutputAsync(
            "mount --bind /sys /sys && mount -o remount,bind,ro /sys && timeout -s INT 8 \"$0\" irq watch --protect 0-3 --steering workqueues --json --state /run/refused");

        // Denied, and no error: interrupts are what was asked for first.
        output.Should().Contain("\"type\":\"protecting\"").And.Contain("\"Denied\":").And.Contain("\"type\":\"restored\"");
        status.Should().BeOneOf(0, 124);
        Interrupts.SteeringMasks().Should().Be(before);
    }

    [Fact]
    public async Task Watch_StateDirectoryIsFull_WritesNothing()
    {
        string before = Interrupts.Masks();

        (int status, string error) = await RunAsync(
            "mkdir -p /run/full && mount -t tmpfs -o size=64k tmpfs /run/full && { cat /dev/zero >/run/full/filler 2>/dev/null; exec \"$0\" irq watch --protect 0-3 --state /run/full; }");

        status.Should().Be(1);
        error.Should().Contain("nothing was changed");
        Interrupts.Masks().Should().Be(before);
    }

    [Theory]
    [InlineData("watch --protect 0-3 --state /run/nobody/state")]
    [InlineData("watch --protect 0-3")]
    [InlineData("restore")]
    public async Task Irq_NotRoot_SaysSoAndEndsWithItsStatus(string command)
    {
        (int status, string error) = await RunAsync($"mkdir -p /run/nobody && chmod 777 /run/nobody && exec setpriv --reuid 65534 --clear-groups --regid 65534 \"$0\" irq {command}");

        status.Should().Be(4);
        error.Should().Contain("EACCES").And.Contain("Run as root");
    }

    private static async Task<(int Status, string Error)> RunAsync(string script)
    {
        (int status, string error, string _) = await RunWithOutputAsync(script);
        return (status, error);
    }

    /// <summary>Runs a script in mounts of its own, with the program as <c>$0</c>.</summary>
    private static async Task<(int Status, string Error, string Output)> RunWithOutputAsync(string script)
    {
        using Process process = Process.Start(new ProcessStartInfo("unshare", ["--mount", "sh", "-c", script, Program]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await error, await output);
    }
}
