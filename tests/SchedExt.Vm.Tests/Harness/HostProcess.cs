using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>The published reference host (<c>./build.sh publish</c>) as a process of its own; disposing kills it.</summary>
internal sealed partial class HostProcess : IDisposable
{
    internal const int SigInt = 2, SigKill = 9, SigTerm = 15;

    private readonly Process _process;
    private readonly ConcurrentQueue<JsonElement> _lines = new();
    private readonly ConcurrentQueue<string> _errors = new();

    /// <summary>The program, as it is published: compiling it at run time would take a minute here.</summary>
    internal static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "publish", "schedext", "schedext"));

    private HostProcess(string[] command)
    {
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The process id.</summary>
    internal int Id => _process.Id;

    /// <summary>Has it ended?</summary>
    internal bool HasExited => _process.HasExited;

    /// <summary>The objects printed so far.</summary>
    internal IEnumerable<JsonElement> Lines => _lines;

    /// <summary>What was printed on standard error.</summary>
    internal string Errors => string.Join('\n', _errors).Trim();

    /// <summary>Starts <c>schedext run --json</c> and waits until it says that it runs.</summary>
    internal static async Task<HostProcess> RunningAsync(params string[] arguments)
    {
        HostProcess host = Started(arguments);
        await Until.TrueAsync(() => host.Has("running") || host._process.HasExited, "the line 'running'");
        return host;
    }

    /// <summary>Starts <c>schedext run --json</c>.</summary>
    internal static HostProcess Started(params string[] arguments) => StartedBy([], arguments);

    /// <summary>The same, by a program that changes something for it first, and is given it as its last arguments.</summary>
    internal static HostProcess StartedBy(string[] wrapper, params string[] arguments) => new([.. wrapper, Program, "run", "--json", .. arguments]);

    /// <summary>Has it printed an object of this type?</summary>
    internal bool Has(string type) => _lines.Any(line => line.GetProperty("type").GetString() == type);

    /// <summary>The first object of this type.</summary>
    internal JsonElement Line(string type) => _lines.First(line => line.GetProperty("type").GetString() == type);

    /// <summary>Sends a signal.</summary>
    internal void Signal(int signal) => kill(_process.Id, signal);

    /// <summary>Waits for its end, and for the end of what it printed.</summary>
    internal async Task<int> ExitStatusAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null) return;
        using JsonDocument document = JsonDocument.Parse(line);
        _lines.Enqueue(document.RootElement.Clone());
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
