using System.Diagnostics;
using System.Globalization;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>
/// A program in Perl, which is on every Debian: small enough for an emulated machine. Disposing kills it and all that it started.
/// It has <c>gpu(N)</c>, which opens /dev/nvidiaN as O_PATH, since there is no driver behind it; <c>nap(S)</c>, and <c>work</c>, which
/// never ends and wakes up 200 times a second.
/// </summary>
internal sealed class PerlProgram : IDisposable
{
    private const string Prelude = """
        $| = 1; $SIG{CHLD} = 'IGNORE';
        sub gpu { my $f; sysopen($f, "/dev/nvidia$_[0]", 2097152) or die "gpu $_[0]: $!"; push @open, $f; }
        sub nap { select(undef, undef, undef, $_[0]); }
        sub work { while (1) { nap(0.005); } }
        """;

    private readonly Process _process;

    internal PerlProgram(string program, params string[] before)
    {
        string[] command = ["setsid", .. before, "perl", "-e", Prelude + program];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
    }

    /// <summary>The process id.</summary>
    internal int Id => _process.Id;

    /// <summary>The next line that it prints.</summary>
    internal async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("the program ended");

    /// <summary>The next line, as a number.</summary>
    internal async Task<int> ReadNumberAsync() => int.Parse(await ReadLineAsync(), CultureInfo.InvariantCulture);

    /// <summary>Hands it a line.</summary>
    internal void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>The share of looks at a process, one each 10 ms, at which it was last on one of these CPUs.</summary>
    internal static async Task<double> ShareOnAsync(int pid, CpuSet cpus, int looks = 100)
    {
        int there = 0;
        for (int i = 0; i < looks; i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            string stat = await File.ReadAllTextAsync($"/proc/{pid}/stat");
            if (cpus.Contains(int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[36], CultureInfo.InvariantCulture))) there++;
        }

        return (double)there / looks;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its group: setsid made it the leader of one.
        using (Process kill = Process.Start("kill", ["-KILL", "--", $"-{_process.Id}"])) kill.WaitForExit();
        _process.WaitForExit();
        _process.Dispose();
    }
}
