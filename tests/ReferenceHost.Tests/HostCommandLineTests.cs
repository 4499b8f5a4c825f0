namespace SchedExt.ReferenceHost.Tests;

public class HostCommandLineTests
{
    [Theory]
    [InlineData("", "say what to do: run, doctor, topology, irq, bench")]
    [InlineData("walk", "there is no command 'walk'")]
    [InlineData("run --nope", "run has no option '--nope'")]
    [InlineData("run 7", "run takes no '7'")]
    [InlineData("run --timeout-ms 60000", "--timeout-ms takes milliseconds from 1 to 30000, the longest that the kernel's watchdog knows; '60000' is not that")]
    [InlineData("run --gpu-homes --object mine.bpf.o", "--gpu-homes is for ai_numa: it cannot be used with --object")]
    [InlineData("run --timeout-ms 0", "--timeout-ms takes milliseconds from 1 to 30000, the longest that the kernel's watchdog knows; '0' is not that")]
    [InlineData("run --timeout-ms -5", "--timeout-ms takes milliseconds from 1 to 30000, the longest that the kernel's watchdog knows; '-5' is not that")]
    [InlineData("run --timeout-ms 99999999999999", "--timeout-ms takes milliseconds from 1 to 30000, the longest that the kernel's watchdog knows; '99999999999999' is not that")]
    [InlineData("run --timeout-ms", "--timeout-ms needs a value: --timeout-ms N")]
    [InlineData("run --json=maybe", "run takes no 'maybe'")]
    [InlineData("--json run", "'--json' stands where it means nothing: write schedext run --json")]
    [InlineData("run --timeout-ms 5 --timeout-ms 6", "--timeout-ms is given more than once")]
    [InlineData("irq plan --protect", "--protect needs a value: --protect CPUS")]
    [InlineData("run --cpu-max", "--cpu-max needs a value: --cpu-max refuse|partial|accept")]
    [InlineData("run --max-slice-us 99", "--max-slice-us takes microseconds from 100 to 20000; '99' is not that")]
    [InlineData("run --latency-budget-ms 0", "--latency-budget-ms takes milliseconds from 1 to 1000; '0' is not that")]
    [InlineData("run --bulk-share 100", "--bulk-share takes a number from 1 to 99; '100' is not that")]
    [InlineData("run --object x.bpf.o --steal-threshold 3", "--steal-threshold is an option of ai_numa, and --object names another scheduler")]
    [InlineData("run --duration soon", "--duration takes seconds from 0.1 to 4000000; 'soon' is not that")]
    [InlineData("run --duration 0", "--duration takes seconds from 0.1 to 4000000; '0' is not that")]
    [InlineData("run --duration NaN", "--duration takes seconds from 0.1 to 4000000; 'NaN' is not that")]
    [InlineData("run --interval=1e9", "--interval takes seconds from 0.1 to 86400; '1e9' is not that")]
    [InlineData("bench --rounds 0", "--rounds takes a number from 1 to 1000; '0' is not that")]
    [InlineData("bench --seconds 1e3", "--seconds takes seconds from 0.1 to 3600; '1e3' is not that")]
    [InlineData("irq watch --steering rps,irq", "--steering takes rps, xps and workqueues, or all; 'irq' is not one of them")]
    [InlineData("doctor @/etc/hostname", "doctor takes no '@/etc/hostname'")]
    [InlineData("doctor --root /", "doctor has no option '--root'")]
    [InlineData("run --object=", "--object needs a value: --object FILE")]
    [InlineData("run --gpu-homes --object", "--gpu-homes is for ai_numa: it cannot be used with --object")]
    public async Task RunAsync_WrongCommandLine_SaysSoInOneSentence(string line, string problem)
    {
        var console = new TestConsole();

        int status = await console.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        status.Should().Be(2);
        console.Error.Should().StartWith($"schedext: {problem} (schedext ").And.EndWith("--help tells more).\n");
        console.Error.Count(letter => letter == '\n').Should().Be(1);
        console.Out.Should().BeEmpty();
    }

    [Theory]
    [InlineData("run", "--object", "file")]
    [InlineData("topology", "--capture", "file")]
    [InlineData("topology", "--root", "directory")]
    [InlineData("irq plan", "--root", "directory")]
    [InlineData("irq plan", "--rules", "file")]
    [InlineData("irq restore", "--state", "directory")]
    [InlineData("bench", "--peer", "file")]
    [InlineData("bench", "--output", "directory")]
    public async Task RunAsync_FileWithoutAName_IsRefused(string command, string option, string kind)
    {
        var console = new TestConsole();

        (await console.RunAsync([.. command.Split(' '), option, ""])).Should().Be(2);

        console.Error.Should().Be($"schedext: {option} takes the name of a {kind}; '' is none (schedext {command} --help tells more).\n");
    }

    [Fact]
    public async Task RunAsync_ExactTrainingSteps_AreRefused()
    {
        var console = new TestConsole();

        (await console.RunAsync("bench", "--exact")).Should().Be(2);

        console.Error.Should().StartWith("schedext: --exact needs --also: ");
    }

    [Theory]
    [InlineData("--help", "run", "doctor", "topology", "Exit statuses")]
    [InlineData("run --help", "--object <FILE>", "--duration <SECONDS>", "--interval <SECONDS>", "--json", "--timeout-ms <N>", "--cpus", "--partial", "--gpu-homes", "--no-home-hints", "--max-slice-us <N>", "--pull-interval-ms <N>", "From 100 to 20000.", "From 0.1 to 86400.", "From 1 to 30000, the longest that")]
    [InlineData("bench --help", "--rounds <N>", "--peer <FILE>", "--also", "--exact", "--floors <DIR>", "--output <DIR>", "--workload <FILE>")]
    [InlineData("topology --help", "--root <DIR>", "--json")]
    public async Task RunAsync_Help_TellsWhatThereIs(string line, params string[] expected)
    {
        var console = new TestConsole();

        (await console.RunAsync(line.Split(' '))).Should().Be(0);

        console.Out.Should().ContainAll(expected);
        console.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_Version_IsTheAssemblys()
    {
        var console = new TestConsole();

        (await console.RunAsync("--version")).Should().Be(0);

        console.Out.Should().MatchRegex(@"^\d+\.\d+\.\d+");
    }

    [Fact]
    public async Task RunAsync_MissingObjectFile_NamesItAndTheErrno()
    {
        var console = new TestConsole();

        (await console.RunAsync("run", "--object", "/nowhere/mine.bpf.o")).Should().Be(1);

        console.Error.Should().Be("schedext: cannot open the object file '/nowhere/mine.bpf.o': ENOENT: there is no such file.\n");
    }

    [Theory]
    [InlineData("/usr")]
    [InlineData("/usr/")]
    public async Task RunAsync_DirectoryAsObjectFile_IsNamedOne(string path)
    {
        var console = new TestConsole();

        (await console.RunAsync("run", "--object", path)).Should().Be(1);

        console.Error.Should().Be($"schedext: cannot open the object file '{path}': EISDIR: it is a directory.\n");
    }

    [Fact]
    public async Task RunAsync_BenchWithoutItsWorkload_SaysHowToGetIt()
    {
        var console = new TestConsole();

        (await console.RunAsync("bench", "--workload", "/nowhere/training-step")).Should().Be(1);

        console.Error.Should().Be("schedext: cannot start '/nowhere/training-step': ENOENT: there is no such file. Build it with ./build.sh publish, or name it with --workload.\n");
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("hello, I am a text", "it is no ELF file")]
    [InlineData("\u007fELF cut", "the file is cut short")]
    public async Task RunAsync_FileThatIsNoObject_SaysWhatItIs(string content, string problem)
    {
        using var directory = new TemporaryDirectory();
        var console = new TestConsole();

        (await console.RunAsync("run", "--object", directory.Write("mine.bpf.o", content))).Should().Be(1);

        console.Error.Should().StartWith($"schedext: open 'mine.bpf.o': {problem}");
        console.Error.Count(letter => letter == '\n').Should().Be(1);
    }
}
