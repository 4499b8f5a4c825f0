using System.Text.Json;

namespace SchedExt.ReferenceHost.Tests.Topology;

public sealed class TopologyTests : IDisposable
{
    private const string Cpu = "sys/devices/system/cpu", Node = "sys/devices/system/node", Pci = "sys/bus/pci/devices";

    private readonly TemporaryDirectory _directory = new();

    /// <summary>Two nodes with CPUs and one with memory only; CPU 3 is offline, one may still come; a GPU, and a disk without a node.</summary>
    private static Dictionary<string, string> Files => new()
    {
        [$"{Cpu}/possible"] = "0-4", [$"{Cpu}/present"] = "0-3", [$"{Cpu}/online"] = "0-2", [$"{Cpu}/isolated"] = "", [$"{Cpu}/nohz_full"] = "2",
        [$"{Node}/online"] = "0,8,250",
        [$"{Node}/node0/cpulist"] = "0-1", [$"{Node}/node0/distance"] = "10 40 80", [$"{Node}/node0/meminfo"] = "Node 0 MemTotal:  1572864 kB",
        [$"{Node}/node8/cpulist"] = "2", [$"{Node}/node8/distance"] = "40 10 70", [$"{Node}/node8/meminfo"] = "Node 8 MemTotal:  0 kB", [$"{Node}/node8/cpu3/online"] = "0",
        [$"{Node}/node250/cpulist"] = "",
        [$"{Cpu}/cpu0/topology/physical_package_id"] = "0", [$"{Cpu}/cpu0/topology/core_id"] = "0", [$"{Cpu}/cpu0/topology/thread_siblings"] = "3",
        [$"{Cpu}/cpu1/topology/physical_package_id"] = "0", [$"{Cpu}/cpu1/topology/core_id"] = "0", [$"{Cpu}/cpu1/topology/thread_siblings"] = "3",
        [$"{Cpu}/cpu2/topology/physical_package_id"] = "1", [$"{Cpu}/cpu2/topology/core_id"] = "0", [$"{Cpu}/cpu2/topology/thread_siblings"] = "4",
        [$"{Cpu}/cpu0/cache/index3/level"] = "3", [$"{Cpu}/cpu0/cache/index3/type"] = "Unified", [$"{Cpu}/cpu0/cache/index3/shared_cpu_map"] = "3",
        [$"{Cpu}/cpu1/cache/index3/level"] = "3", [$"{Cpu}/cpu1/cache/index3/type"] = "Unified", [$"{Cpu}/cpu1/cache/index3/shared_cpu_map"] = "3",
        [$"{Pci}/0000:01:00.0/class"] = "0x030200", [$"{Pci}/0000:01:00.0/numa_node"] = "8", [$"{Pci}/0000:01:00.0/local_cpulist"] = "2",
        [$"{Pci}/0000:01:00.0/uevent"] = "DRIVER=nvidia", [$"{Pci}/0000:01:00.0/msi_irqs/27"] = "", [$"{Pci}/0000:01:00.0/msi_irqs/28"] = "",
        [$"{Pci}/0000:02:00.0/class"] = "0x010802", [$"{Pci}/0000:02:00.0/numa_node"] = "-1",
    };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Topology_Directory_IsATree()
    {
        var console = new TestConsole();
        WriteMachine();

        (await console.RunAsync("topology", "--root", _directory.FullPath)).Should().Be(0);

        console.Out.Should().Be("""
            machine
              online     0-2
              present    0-3
              possible   0-4
              nohz_full  2
              cores      2 in 2 packages
            node 0
              CPUs       0-1
              memory     1.5 GiB
              distances  to 0: 10, to 8: 40, to 250: 80
              L3 caches  0-1
            node 8
              CPUs       2-3 (offline: 3)
              memory     none
              distances  to 0: 40, to 8: 10, to 250: 70
              gpu        0000:01:00.0, driver nvidia, IRQs 27-28
            node 250
              CPUs       none
              memory     unknown
              distances  unknown
            no node known
              nvme       0000:02:00.0, no driver, no message interrupts

            """);
    }

    [Fact]
    public async Task Topology_Json_HasTheAgreedShape()
    {
        var console = new TestConsole();
        WriteMachine();

        (await console.RunAsync("topology", "--json", "--root", _directory.FullPath)).Should().Be(0);

        JsonElement read = JsonDocument.Parse(console.Out).RootElement;
        string Text(string name) => read.GetProperty(name).GetRawText();
        (Text("possible"), Text("present"), Text("online"), Text("isolated"), Text("nohzFull")).Should().Be(("\"0-4\"", "\"0-3\"", "\"0-2\"", "\"\"", "\"2\""));
        Text("nodes").Should().Be(
            """[{"id":0,"cpus":"0-1","onlineCpus":"0-1","memoryBytes":1610612736,"distances":{"0":10,"8":40,"250":80},"synthetic":false},"""
            + """{"id":8,"cpus":"2-3","onlineCpus":"2","memoryBytes":0,"distances":{"0":40,"8":10,"250":70},"synthetic":false},"""
            + """{"id":250,"cpus":"","onlineCpus":"","memoryBytes":null,"distances":null,"synthetic":false}]""");
        Text("llcs").Should().Be("""[{"level":3,"cpus":"0-1"}]""");
        Text("cores").Should().Be("""[{"package":0,"core":0,"cpus":"0-1"},{"package":1,"core":0,"cpus":"2"}]""");
        Text("packages").Should().Be("""[{"id":0,"cpus":"0-1"},{"id":1,"cpus":"2"}]""");
        Text("devices").Should().Be(
            """[{"address":"0000:01:00.0","kind":"gpu","driver":"nvidia","node":8,"localCpus":"2","irqs":[27,28],"netInterfaces":[]},"""
            + """{"address":"0000:02:00.0","kind":"nvme","driver":null,"node":null,"localCpus":null,"irqs":[],"netInterfaces":[]}]""");
    }

    [Fact]
    public async Task Topology_NoNodeDirectory_SaysThatTheNodeIsMadeUp()
    {
        var console = new TestConsole();
        _directory.Write($"{Cpu}/online", "0-1");

        (await console.RunAsync("topology", "--root", _directory.FullPath)).Should().Be(0);

        console.Out.Should().Contain("node 0 (made up: the machine has no node directory)");
    }

    [Fact]
    public async Task Topology_Capture_IsReadLikeTheMachine()
    {
        var console = new TestConsole();
        WriteMachine();
        _directory.Write("proc/irq/27/smp_affinity_list", "2\n");
        string file = Path.Combine(_directory.FullPath, "machine.tar.gz");
        var (direct, captured) = (new TestConsole(), new TestConsole());

        (await console.RunAsync("topology", "--root", _directory.FullPath, "--capture", file)).Should().Be(0);
        await direct.RunAsync("topology", "--root", _directory.FullPath, "--json");
        (await captured.RunAsync("topology", "--root", file, "--json")).Should().Be(0);

        console.Out.Should().MatchRegex("^.*/machine\\.tar\\.gz: [0-9]+ files and links\n$");
        captured.Out.Should().Be(direct.Out).And.StartWith("{");
        CaptureFile.Read(file).GetMode("proc/irq/27/smp_affinity_list").Should().NotBeNull("modes tell which interrupts can be moved");
        Directory.GetFiles(_directory.FullPath).Should().Equal([file], "nothing half-written stays");
    }

    [Fact]
    public async Task Topology_CaptureOfNothing_SaysSoAndLeavesNoFile()
    {
        var console = new TestConsole();
        string file = Path.Combine(_directory.FullPath, "machine.tar.gz");

        (await console.RunAsync("topology", "--root", _directory.FullPath, "--capture", file)).Should().Be(1);

        console.Error.Should().StartWith($"schedext: cannot capture '{_directory.FullPath}': ENOENT: ");
        Directory.GetFiles(_directory.FullPath).Should().BeEmpty();
    }

    [Fact]
    public async Task Topology_CaptureIntoAMissingDirectory_NamesIt()
    {
        var console = new TestConsole();
        WriteMachine();

        (await console.RunAsync("topology", "--root", _directory.FullPath, "--capture", "/nowhere/at-all/machine.tar.gz")).Should().Be(1);

        console.Error.Should().Be("schedext: cannot write '/nowhere/at-all/machine.tar.gz': ENOENT: its directory does not exist. Create it first.\n");
    }

    /// <summary>Bug: it said that a file was missing that was to be made.</summary>
    [Fact]
    public async Task Topology_CaptureWhereNoFileCanBeMade_SaysWhatToGive()
    {
        var console = new TestConsole();
        WriteMachine();

        (await console.RunAsync("topology", "--root", _directory.FullPath, "--capture", "/proc/machine.tar.gz")).Should().Be(1);

        console.Error.Should().MatchRegex("^schedext: cannot write '/proc/machine\\.tar\\.gz': (ENOENT: no file can be made|EACCES: you may not write) there\\. Give a file in a directory of yours\\.\n$");
    }

    [Fact]
    public async Task Topology_CaptureOverADirectory_SaysSo()
    {
        var console = new TestConsole();
        WriteMachine();

        (await console.RunAsync("topology", "--root", _directory.FullPath, "--capture", _directory.FullPath)).Should().Be(1);

        console.Error.Should().Contain("EISDIR: it is a directory.");
    }

    /// <summary>Bug: the archive took the device's place.</summary>
    [Fact]
    public async Task Topology_CaptureIntoADevice_WritesToItAndLeavesItThere()
    {
        var console = new TestConsole();
        WriteMachine();
        string link = Path.Combine(_directory.FullPath, "full");
        File.CreateSymbolicLink(link, "/dev/full");

        (await console.RunAsync("topology", "--root", _directory.FullPath, "--capture", link)).Should().Be(1);

        console.Error.Should().StartWith($"schedext: cannot write '{link}': No space left on device");
        console.Error.Count(letter => letter == '\n').Should().Be(1);
        new FileInfo(link).LinkTarget.Should().Be("/dev/full");
    }

    [Fact]
    public async Task Topology_CaptureOfNothing_LeavesTheArchiveThatWasThere()
    {
        string file = _directory.Write("machine.tar.gz", "an older one");

        (await new TestConsole().RunAsync("topology", "--root", _directory.FullPath, "--capture", file)).Should().Be(1);

        File.ReadAllText(file).Should().Be("an older one");
    }

    [Fact]
    public async Task Topology_ArchiveIsNone_SaysSo()
    {
        var console = new TestConsole();

        (await console.RunAsync("topology", "--root", _directory.Write("notes.txt", "not an archive"))).Should().Be(1);

        console.Error.Should().Contain("it is no .tar.gz, or is damaged.");
    }

    [Fact]
    public async Task Topology_ArchiveCutShort_SaysSo()
    {
        var console = new TestConsole();
        WriteMachine();
        string file = Path.Combine(_directory.FullPath, "machine.tar.gz");
        await new TestConsole().RunAsync("topology", "--root", _directory.FullPath, "--capture", file);
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);

        (await console.RunAsync("topology", "--root", file)).Should().Be(1);

        console.Error.Should().Be($"schedext: cannot read '{file}': it is no .tar.gz, or is damaged. Give one that schedext topology --capture wrote.\n");
    }

    [Fact]
    public async Task Topology_OddNames_DoNotSteerTheTerminal()
    {
        var console = new TestConsole();
        _directory.Write($"{Cpu}/online", "0\n");
        _directory.Write($"{Pci}/0000:03:00.0/class", "0x020000\n");
        _directory.Write($"{Pci}/0000:03:00.0/net/e\u001b[31mth/mtu", "1500\n");
        foreach (int irq in (int[])[30, 31, 32, 40, 2_000_000_000]) _directory.Write($"{Pci}/0000:03:00.0/msi_irqs/{irq}", "msix\n");

        (await console.RunAsync("topology", "--root", _directory.FullPath)).Should().Be(0);

        console.Out.Should().Contain("  network    0000:03:00.0, e?[31mth, no driver, IRQs 30-32,40,2000000000\n");
    }

    [Fact]
    public async Task Topology_MissingDirectory_NamesIt()
    {
        var console = new TestConsole();

        (await console.RunAsync("topology", "--root", "/nowhere")).Should().Be(1);

        console.Error.Should().Be("schedext: cannot read '/nowhere': ENOENT: there is no such directory. Give one that holds sys/devices/system/cpu.\n");
    }

    /// <summary>Bug: it did not say what to do.</summary>
    [Fact]
    public async Task Topology_DirectoryWithoutAMachine_NamesTheFileThatIsMissingAndSaysWhatToGive()
    {
        var console = new TestConsole();

        (await console.RunAsync("topology", "--root", _directory.FullPath)).Should().Be(1);

        console.Error.Should().StartWith("schedext: open sys/devices/system/cpu/online (in ")
            .And.EndWith("ENOENT (no such file or directory). Mount sysfs there, or give a directory that holds a machine's sys and proc.\n");
    }

    private void WriteMachine()
    {
        foreach ((string path, string text) in Files) _directory.Write(path, text + "\n");
    }
}
