using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SchedExt.ReferenceHost.Tests;

/// <summary><c>schedext run</c> without what it needs.</summary>
public sealed class StartWithoutTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_KernelWithoutSchedExt_EndsWithThreeAndSaysWhatToBoot()
    {
        Assert.SkipWhen(Directory.Exists("/sys/kernel/sched_ext"), "This kernel has sched_ext: a run would start a scheduler.");
        var console = new TestConsole();

        (await console.RunAsync("run")).Should().Be(3);

        console.Error.Should().Contain("does not have it. Boot Linux 6.12 or newer");
        console.Error.Count(letter => letter == '\n').Should().Be(1);
    }

    /// <summary>As built, not as published: that has libbpf linked in.</summary>
    [Fact]
    public async Task Run_WithoutLibbpf_EndsWithThreeAndListsWhatWasTried()
    {
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(file => file.EndsWith(".dll") || file.EndsWith("schedext.runtimeconfig.json")))
            File.Copy(file, Path.Combine(_directory.FullPath, Path.GetFileName(file)));
        _directory.Write("libbpf.so.1", "in the place of the system's");
        var start = new ProcessStartInfo(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"), [Path.Combine(_directory.FullPath, "schedext.dll"), "run"])
        {
            RedirectStandardError = true, Environment = { ["LD_LIBRARY_PATH"] = _directory.FullPath },
        };
        using Process run = Process.Start(start)!;

        string error = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);

        run.ExitCode.Should().Be(3);
        error.Should().StartWith("schedext: libbpf 1.5 or newer was not found. Put the packaged libbpf.so beside the program")
            .And.Contain($"{_directory.FullPath}/libbpf.so: no such file").And.Contain("libbpf.so.1: does not load");
        error.Count(letter => letter == '\n').Should().Be(1);
    }
}
