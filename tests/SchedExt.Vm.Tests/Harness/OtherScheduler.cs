using System.Diagnostics;
using System.Text;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>
/// Another scheduler's program instead of ai_numa, where <c>SCHEDEXT_OTHER_SCHEDULER</c> names one: which tests of behaviour it fails shows that they
/// can fail. It is attached while it runs, and ends by itself when the kernel ends its scheduler.
/// </summary>
internal sealed class OtherScheduler : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private bool _isStopped;

    private OtherScheduler(string program)
    {
        _process = Process.Start(new ProcessStartInfo("setsid", [program]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Run = RunAsync();
    }

    /// <summary>The program; null for ai_numa.</summary>
    internal static string? Program { get; } = Environment.GetEnvironmentVariable("SCHEDEXT_OTHER_SCHEDULER");

    /// <summary>Its run, and how that ended as far as its program says.</summary>
    internal Task<SchedulerExit> Run { get; }

    /// <summary>How often it was attached again.</summary>
    internal List<SchedulerRestart> Restarts { get; } = [];

    /// <summary>Starts it and waits until it runs.</summary>
    internal static async Task<OtherScheduler> StartAsync(string program)
    {
        // The one before may be on its way out still.
        await Until.TrueAsync(() => Kernel.SchedExt.State == "disabled", "the scheduler before");
        var other = new OtherScheduler(program);
        await Until.TrueAsync(() => Kernel.SchedExt.State == "enabled" || other.Run.IsCompleted, "the other scheduler");
        return other.Run.IsCompleted ? throw new InvalidOperationException($"It did not start: {other.Said}") : other;
    }

    /// <summary>Stops it, and says how it ended.</summary>
    internal async Task<SchedulerExit> StopAsync()
    {
        _isStopped = true;
        using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        return await Run.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await Run;
        _process.Dispose();
    }

    private string Said
    {
        get
        {
            lock (_said) return _said.ToString().Trim();
        }
    }

    private async Task<SchedulerExit> RunAsync()
    {
        bool hasRun = false, isRunning = false;
        while (!_process.HasExited)
        {
            bool now = Kernel.SchedExt.State == "enabled";
            if (now && !isRunning && hasRun) Restarts.Add(new SchedulerRestart(Exit(), TimeSpan.Zero, Restarts.Count + 1));
            (hasRun, isRunning) = (hasRun || now, now);
            await Task.Delay(20);
        }

        await _process.WaitForExitAsync();
        return Exit();
    }

    private SchedulerExit Exit()
        => new(_isStopped && !Said.Contains("EXIT: runnable", StringComparison.Ordinal) ? SchedulerExitKind.Unregistered : SchedulerExitKind.Error, default, $"it said: {Said}", "", "");

    private void Add(string? line)
    {
        lock (_said) _said.AppendLine(line);
    }
}
