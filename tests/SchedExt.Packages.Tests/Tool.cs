using System.Diagnostics;

namespace SchedExt.Packages.Tests;

/// <summary>Runs programs.</summary>
internal static class Tool
{
    /// <summary>Runs one to its end.</summary>
    /// <param name="directory">Where to run it.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">More environment variables.</param>
    internal static async Task<ToolResult> RunAsync(string directory, string[] command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolResult(process.ExitCode, await output, await error);
    }
}
