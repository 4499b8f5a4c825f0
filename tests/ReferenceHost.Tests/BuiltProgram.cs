using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SchedExt.ReferenceHost.Tests;

/// <summary><c>schedext</c> as built, run by a shell, since only a process has a standard output.</summary>
internal static class BuiltProgram
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it with arguments, which the shell reads: redirections and pipes too.</summary>
    /// <returns>What the shell's command ended with, and what was written to its standard output and error.</returns>
    internal static async Task<(int Status, string Output, string Error)> RunAsync(string arguments)
    {
        string dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"), program = Path.Combine(AppContext.BaseDirectory, "schedext.dll");
        var start = new ProcessStartInfo("bash", ["-c", $"exec \"$0\" \"$1\" {arguments}", dotnet, program]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process run = Process.Start(start)!;
        try
        {
            Task<string> output = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll(output, error, run.WaitForExitAsync(TestContext.Current.CancellationToken)).WaitAsync(s_patience, TestContext.Current.CancellationToken);
            return (run.ExitCode, await output, await error);
        }
        finally
        {
            if (!run.HasExited) run.Kill(entireProcessTree: true);
        }
    }
}
