namespace SchedExt.Packages.Tests;

/// <summary>What a user of the packages does: build, run, publish in each way, and run the README's example on a real kernel.</summary>
public sealed class ConsumerTests(PackedPackages packages) : IDisposable
{
    /// <summary>Inside the repository, because the virtual machine has a /tmp of its own.</summary>
    private static readonly string s_native = Path.Combine(Repository.Root, "artifacts", "consumer");

    private readonly ConsumerProject _project = new(packages["SchedExt.Bpf"].Version);

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Publish_NativeAot_HasNoWarningAndRunsTheExamplesOnARealKernel()
    {
        if (Directory.Exists(s_native)) Directory.Delete(s_native, recursive: true);
        ToolResult published = await _project.DotnetAsync("publish", "-f", "net8.0", "-r", "linux-x64", "-c", "Release", "-o", s_native, "-p:TrimmerSingleWarn=false", "-tl:off");
        published.Status.Should().Be(0, "{0}", published);
        published.Output.Should().NotContainAny("warning", "error");
        Directory.GetFiles(s_native, "libbpf.so").Should().ContainSingle();

        // One after the other, on a machine with the CPUs that the examples name; the second one with its minute of audit.
        ToolResult ran = await Tool.RunAsync(Repository.Root,
            [Repository.Build, "vm", "--timeout", "300", "--node", "id=0,cpus=0-3", "--node", "id=1,cpus=4-7", "--nvme", "--net", "--", "sh", "-ec", "\"$0\" run; \"$0\" protect", Path.Combine(s_native, "Consumer")]);

        ran.Status.Should().Be(0, "{0}", ran);
        ran.Output.Should().MatchRegex("Information: Scheduler ai_numa runs, [0-9]+ ms after its start.");
        ran.Output.Should().Contain("\nexit: Unregistered: unregistered from user space\n");
        ran.Output.Should().MatchRegex("Information: [0-9]+ (moved|pending), .*[0-9]+ managed \\(left alone\\)");
        ran.Output.Should().MatchRegex("Information: 0 movable device interrupts on 0-5 in 6[0-9]\\.[0-9] s");
        ran.Output.Should().MatchRegex("Information: Interrupt affinities: [0-9]+ restored\n$");
    }

    [Theory]
    [InlineData("build", "-o", "out")]
    [InlineData("publish", "-o", "out")]
    [InlineData("publish", "-o", "out", "-r", "linux-x64", "--self-contained", "false", "-p:PublishSingleFile=true")]
    [InlineData("publish", "-o", "out", "-r", "linux-x64", "--self-contained", "false", "-p:PublishSingleFile=true", "-p:IncludeNativeLibrariesForSelfExtract=true")]
    public async Task Build_WithTheRuntime_FindsThePackagedLibbpf(params string[] arguments)
    {
        ToolResult built = await _project.DotnetAsync([arguments[0], "-f", "net10.0", "-c", "Release", .. arguments[1..], "-tl:off"]);
        built.Status.Should().Be(0, "{0}", built);
        built.Output.Should().NotContainAny("warning", "error");

        ToolResult ran = await _project.RunAsync("out");

        ran.Status.Should().Be(0, "{0}", ran);
        ran.Output.Should().MatchRegex("^libbpf: version 1\\.[0-9]+ from /.*libbpf\\.so\\.\n$");
        (await _project.RunAsync("out", "plan")).Output.Should().Be("planned\n1 moved, 1 managed (left alone)\n");
    }
}
