using System.Globalization;
using System.Text.Json;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost.Tests.Irq;

public sealed class IrqTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public IrqTests()
    {
        Write("sys/devices/system/cpu/possible", "0-7");
        Write("sys/devices/system/cpu/online", "0-7");
        Write("proc/interrupts", "CPU0 CPU1 CPU2 CPU3 CPU4 CPU5 CPU6 CPU7\n 27: 5 0 0 0 0 0 0 900 PCI-MSIX-0000:01:00.0 0-edge nvme0q0\n 28: 0 0 1 0 0 0 0 0 PCI-MSIX 1-edge eth0\n");
        Write("proc/irq/default_smp_affinity", "ff");
        Write("proc/irq/27/smp_affinity_list", "0-7");
        Write("proc/irq/27/smp_affinity", "ff");
        Write("proc/irq/27/effective_affinity_list", "7");
        Write("sys/kernel/irq/27/actions", "nvme0q0");
        Write("sys/kernel/irq/27/chip_name", "PCI-MSIX-0000:01:00.0");
        Write("proc/irq/28/smp_affinity_list", "2");
        Write("proc/irq/28/smp_affinity", "04");
        Write("sys/kernel/irq/28/actions", "eth0");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Plan_Protect_SaysWhereEachInterruptGoes()
    {
        (await RunAsync("plan", "--protect", "0-3")).Should().Be("""
            protect CPUs 0-3: 2 interrupts, 2 to write
            0000:01:00.0
              27             nvme0q0                  0-7 -> 4-7                   Stripped (HomePartlyProtected)
            no device
              28             eth0                     2 -> 4-7                     Spilled (HomeProtected)

            """);
    }

    [Fact]
    public async Task Plan_Json_HasTheDocumentedShape()
        => (await RunAsync("plan", "--protect", "2", "--json")).Should().Be(
            """{"protected":"2","mode":"normal","irqs":[{"irq":27,"device":"0000:01:00.0","actions":["nvme0q0"],"from":"0-7","to":"0-1,3-7","reason":"Stripped","cause":"HomePartlyProtected"},{"irq":28,"device":null,"actions":["eth0"],"from":"2","to":"0-1,3-7","reason":"Spilled","cause":"HomeProtected"}]}""" + "\n");

    [Fact]
    public async Task Plan_NothingProtected_WritesNothing() => (await RunAsync("plan")).Should().StartWith("protect nothing: 2 interrupts, 0 to write\n");

    [Theory]
    [InlineData("all", "home", "27:4-7 28:4-7")]
    [InlineData("spread", "near", "27:4-7 28:4-7")]
    public async Task Plan_Choices_AreTaken(string fallback, string placement, string masks)
    {
        using JsonDocument plan = JsonDocument.Parse(await RunAsync("plan", "--protect", "0-3", "--json", "--fallback", fallback, "--placement", placement));

        string.Join(' ', plan.RootElement.GetProperty("irqs").EnumerateArray().Select(irq => $"{irq.GetProperty("irq")}:{irq.GetProperty("to")}")).Should().Be(masks);
    }

    [Fact]
    public async Task Plan_Rules_AreRead()
    {
        Write("rules.json", """[{ "actions": "eth*", "cpus": "6" }, { "address": "0000:01:00.0" }]""");

        (await RunAsync("plan", "--protect", "0-3", "--rules", In("rules.json"))).Should().Contain("2 -> 6").And.Contain("Ruled (LeftAlone)");
    }

    [Theory]
    [InlineData("0-x", "--protect takes a list of CPUs")]
    [InlineData("0-8", "--protect 0-8: the machine can have the CPUs 0-7")]
    public async Task Plan_ProtectIsWrong_SaysWhy(string cpus, string message)
    {
        var console = new TestConsole();

        (await console.RunAsync("irq", "plan", "--root", _directory.FullPath, "--protect", cpus)).Should().Be(2);
        console.Error.Should().Contain(message);
    }

    [Theory]
    [InlineData("plan", "--rules", "/nowhere/rules.json", "--rules /nowhere/rules.json: it cannot be read")]
    [InlineData("list", "--sort", "name", "--sort takes irq or count; 'name' is not that")]
    [InlineData("plan", "--fallback", "up", "--fallback takes spread or all; 'up' is not that")]
    public async Task EachCommand_ValueIsWrong_SaysWhyInOneLine(string command, string option, string value, string message)
    {
        var console = new TestConsole();

        (await console.RunAsync("irq", command, "--root", _directory.FullPath, option, value)).Should().Be(2);
        console.Error.Should().Contain(message).And.MatchRegex("^[^\n]*\n$");
    }

    [Fact]
    public async Task Watch_NoCpus_SaysWhatIsMissing()
    {
        var console = new TestConsole();

        (await console.RunAsync("irq", "watch", "--root", _directory.FullPath, "--state", In("state"))).Should().Be(2);
        console.Error.Should().Contain("--protect 0-3");
        Directory.Exists(In("state")).Should().BeFalse();
    }

    /// <summary>Bug: it printed nothing until something drifted, and so went on for nobody.</summary>
    [Fact]
    public async Task Watch_ReaderIsGone_RestoresAndEndsSoon()
    {
        (int status, string output, string error) = await BuiltProgram.RunAsync(
            $$"""irq watch --root {{_directory.FullPath}} --state {{In("state")}} --protect 0-3 --interval 3600 | { read -r line; echo "$line"; echo 4-7 | tee {{In("proc/irq/27/smp_affinity_list")}} > {{In("proc/irq/28/smp_affinity_list")}}; echo "$EPOCHREALTIME"; exec 0<&-; }; status=${PIPESTATUS[0]}; echo "$EPOCHREALTIME"; exit $status""");

        (status, error).Should().Be((1, "schedext: cannot write to standard output: EPIPE: nobody reads it any more.\n"));
        string[] lines = output.TrimEnd().Split('\n');
        lines[0].Should().StartWith("keeping interrupts off CPUs 0-3");
        double[] times = [.. lines[1..].Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        (times[1] - times[0]).Should().BeLessThan(3, "it looks twice a second; the rest is its end, on a machine that may be busy");
        File.ReadAllText(In("proc/irq/27/smp_affinity")).Trim().Should().Be("ff", "it is restored");
    }

    [Fact]
    public async Task Plan_EveryCpu_SaysThatNoneIsFree() => (await RunAsync("plan", "--protect", "0-7")).Should().StartWith("protect CPUs 0-7: 2 interrupts, 2 to write, every CPU is protected\n");

    [Fact]
    public async Task Plan_OfflineCpu_IsTakenFromMasksToo()
    {
        Write("sys/devices/system/cpu/online", "0-6");

        (await RunAsync("plan", "--protect", "7", "--json")).Should().Contain("\"from\":\"0-7\",\"to\":\"0-6\"");
    }

    [Theory]
    [InlineData("[{]", "line 1")]
    [InlineData("[{}]", "rule 1: it names no device, so it would match every interrupt")]
    [InlineData("[{ \"cpus\": \"4\" }]", "rule 1: it names no device")]
    [InlineData("[\n{ \"drvr\": \"x\" }]", "line 2")]
    [InlineData("[{ \"driver\": \"x\" }, null]", "rule 2: it is null")]
    [InlineData("[{ \"driver\": \"x\", \"cpus\": \"4-9\" }]", "rule 1, cpus 4-9: the machine can have the CPUs 0-7")]
    [InlineData("[{ \"driver\": \"x\", \"cpus\": \"\" }]", "rule 1: its list of CPUs is empty")]
    public async Task Plan_RulesAreWrong_NamesFileAndPlace(string rules, string place)
    {
        Write("rules.json", rules);
        var console = new TestConsole();

        (await console.RunAsync("irq", "plan", "--root", _directory.FullPath, "--rules", In("rules.json"))).Should().Be(2);
        console.Error.Should().Contain("rules.json").And.Contain(place);
    }

    [Fact]
    public async Task Plan_MalformedFile_NamesFileLineAndExpectation()
    {
        Write("proc/interrupts", "CPU0 CPU1\n 27: 1\n");
        var console = new TestConsole();

        (await console.RunAsync("irq", "plan", "--root", _directory.FullPath)).Should().Be(1);
        console.Error.Should().Be("schedext: proc/interrupts, line 2: found '27: 1', expected 2 counters.\n");
    }

    /// <summary>Bug: a directory with sys and without proc had no interrupts, and nothing was said.</summary>
    [Theory]
    [InlineData("list")]
    [InlineData("plan")]
    public async Task ListOrPlan_NoProc_SaysWhatToGive(string command)
    {
        Directory.Delete(In("proc"), recursive: true);
        var console = new TestConsole();

        (await console.RunAsync("irq", command, "--root", _directory.FullPath)).Should().Be(1);
        console.Error.Should().Contain("proc/irq").And.Contain("ENOENT").And.EndWith("Mount procfs there, or give a directory that holds a machine's sys and proc.\n");
    }

    [Fact]
    public async Task List_Machine_IsByDeviceWithAHeatRow()
        => (await RunAsync("list")).Should().Be("""
            0000:01:00.0: 1 interrupts, 1 movable, fired 905
              27             nvme0q0                  0-7              on 7                905
            no device: 1 interrupts, 1 movable, fired 1
              28             eth0                     2                                      1
            device interrupts by CPU (most: 900; blank is none, then .:-=+*#%@, by the logarithm)
                  0 : .    @

            """);

    [Fact]
    public async Task List_Json_HasEachInterrupt()
    {
        using JsonDocument list = JsonDocument.Parse(await RunAsync("list", "--json"));

        list.RootElement.GetProperty("irqs").EnumerateArray().Select(irq => irq.GetProperty("count").GetInt64()).Should().Equal(905, 1);
    }

    [Fact]
    public async Task Audit_QuietMachine_FindsNothing()
        => (await RunAsync("audit", "--duration", "0.1", "--protect", "0-3")).Should().StartWith("0 movable device interrupts on 0-3 in 0.1 s\n");

    [Theory]
    [InlineData("count", "0000:01:00.0 (nvme): 9|no device: 3|architecture: 90")]
    [InlineData("irq", "no device: 3|0000:01:00.0 (nvme): 9|architecture: 90")]
    public void Audit_BusyMachine_IsByDeviceInTheOrderAskedFor(string sort, string devices)
    {
        string text = AuditTable.Format(Compare(
            "CPU0 CPU1\n 26: 0 0 IO-APIC 1-edge i8042\n 27: 0 0 PCI-MSIX-0000:01:00.0 1-edge nvme0q1\n 28: 0 0 PCI-MSIX-0000:01:00.0 2-edge nvme0q2\nLOC: 0 0 Local timer interrupts\n",
            "CPU0 CPU1\n 26: 3 0 IO-APIC 1-edge i8042\n 27: 4 0 PCI-MSIX-0000:01:00.0 1-edge nvme0q1\n 28: 0 5 PCI-MSIX-0000:01:00.0 2-edge nvme0q2\nLOC: 40 50 Local timer interrupts\n"),
            byNumber: sort == "irq", TextStyle.Plain);

        string[] lines = text.Split('\n');
        string.Join('|', lines.Where(line => line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith(' ') && !line.StartsWith("device", StringComparison.Ordinal))).Should().Be(devices);
        lines.Should().Contain(line => line.StartsWith("             9  27-28 nvme0q1 … (2)          Movable    on 0-1", StringComparison.Ordinal), "like things share a line");
    }

    [Fact]
    public async Task List_ManyQueuesWithACpuEach_ShareALine()
    {
        for (int irq = 40; irq < 48; irq++)
        {
            Write($"proc/irq/{irq}/smp_affinity_list", $"{irq - 40}");
            Write($"proc/irq/{irq}/effective_affinity_list", $"{irq - 40}");
            Write($"sys/kernel/irq/{irq}/actions", $"ice-{irq - 40}");
        }

        (await RunAsync("list")).Should().Contain("\n  28,40-47       eth0 … (9)               0-7              one each");
        (await RunAsync("plan", "--protect", "0-3")).Should()
            .Contain("\n  28,40-43       eth0 … (5)               0-3, one each -> 4-7").And.Contain("\n  44             ice-4                    4 -> 4 ", "four do not make a crowd");
    }

    [Fact]
    public async Task Restore_AfterAKill_RestoresAndTells()
    {
        LeaveBehind();

        (await RunAsync("restore", "--state", In("state"), "--json")).Should().StartWith("""{"type":"restored","restored":3,"complete":true""");
        File.ReadAllText(In("proc/irq/27/smp_affinity")).Should().Be("ff");
    }

    [Fact]
    public async Task Restore_HomeIsOffline_SaysWhatIsLeftAndEndsWithItsStatus()
    {
        LeaveBehind();
        Write("proc/irq/28/smp_affinity", "f0");
        Write("proc/irq/28/smp_affinity_list", "4-7");
        Write("sys/devices/system/cpu/online", "0-1,3-7");
        var console = new TestConsole();

        (await console.RunAsync("irq", "restore", "--root", _directory.FullPath, "--state", In("state"))).Should().Be(1);
        console.Error.Should().StartWith("schedext: 1 affinity is not restored, the first: interrupt 28 (eth0)").And.Contain("run 'schedext irq restore' again").And.EndWith("\n");
        File.Exists(In("state/irq.journal")).Should().BeTrue("it is to be restored later");
    }

    [Theory]
    [InlineData("restore")]
    [InlineData("watch", "--protect", "0-3")]
    public async Task EachCommand_AnotherWatchRuns_SaysSoAndEndsWithItsStatus(params string[] command)
    {
        using IrqProtector other = IrqProtector.Open(new() { StateDirectory = In("state"), IrqFs = new ProcIrqFs(KernelRoot.At(_directory.FullPath)) });
        var console = new TestConsole();

        (await console.RunAsync(["irq", .. command, "--root", _directory.FullPath, "--state", In("state")])).Should().Be(5);
        console.Error.Should().MatchRegex("^schedext: [^\n]*\n$").And.Contain(In("state"));
        console.Out.Should().BeEmpty();
    }

    /// <summary>What a watch of CPUs 0 to 3 leaves that was killed.</summary>
    private void LeaveBehind()
    {
        string state = In("state"), kept = In("kept");
        using (IrqProtector killed = IrqProtector.Open(new() { StateDirectory = state, IrqFs = new ProcIrqFs(KernelRoot.At(_directory.FullPath)) }))
        {
            IrqProtection lease = killed.Protect(CpuSet.Parse("0-3"), "test");
            File.Copy(Path.Combine(state, "irq.journal"), kept);
        }

        File.Copy(kept, Path.Combine(state, "irq.journal"), overwrite: true);
        Write("proc/irq/27/smp_affinity", "f0");
        Write("proc/irq/27/smp_affinity_list", "4-7");
    }

    private static IrqAudit Compare(string before, string after)
    {
        IrqSnapshot Read(string interrupts) => IrqSnapshot.Read(new KernelTree
        {
            { "sys/devices/system/cpu/online", "0-1" }, { "sys/bus/pci/devices/0000:01:00.0/class", "0x010802" }, { "proc/interrupts", interrupts },
            { "proc/irq/26/smp_affinity_list", "0" }, { "proc/irq/27/smp_affinity_list", "0" }, { "proc/irq/28/smp_affinity_list", "1" },
        });
        return IrqAudit.Compare(Read(before), Read(after), CpuSet.Parse("0-1"), TimeSpan.FromSeconds(1));
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var console = new TestConsole();
        int status = await console.RunAsync(["irq", .. arguments, "--root", _directory.FullPath]);
        (console.Error, status).Should().Be(("", 0));
        return console.Out;
    }

    private string In(string path) => Path.Combine(_directory.FullPath, path);

    private void Write(string path, string text) => _directory.Write(path, text);
}
