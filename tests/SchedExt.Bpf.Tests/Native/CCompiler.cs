using System.Diagnostics;

namespace SchedExt.Bpf.Tests;

/// <summary>The compiler that made the objects, for BPF: what it says of a structure is what the programs see.</summary>
internal static class CCompiler
{
    /// <summary>Compiles without output.</summary>
    /// <returns>What the compiler complained of; empty when nothing.</returns>
    internal static async Task<string> CheckAsync(string source)
    {
        var start = new ProcessStartInfo("clang-19", ["-target", "bpf", "-x", "c", "-std=gnu11", "-fsyntax-only", "-I", Path.Combine(AppContext.BaseDirectory, "bpf"), "-"])
        {
            RedirectStandardInput = true, RedirectStandardError = true,
        };
        using Process compiler = Process.Start(start)!;
        Task<string> complaints = compiler.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await compiler.StandardInput.WriteAsync(source);
        compiler.StandardInput.Close();
        await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
        string text = await complaints;
        return compiler.ExitCode == 0 ? "" : $"{text}\n(status {compiler.ExitCode})";
    }
}
