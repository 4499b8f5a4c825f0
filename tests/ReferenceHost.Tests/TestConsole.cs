namespace SchedExt.ReferenceHost.Tests;

/// <summary>A console that keeps what was written to it.</summary>
internal sealed class TestConsole
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    internal HostConsole Console => new(_out, _error, TextStyle.Plain);

    internal string Out => _out.ToString();

    internal string Error => _error.ToString();

    /// <summary>Runs one command line.</summary>
    internal Task<int> RunAsync(params string[] arguments) => HostCommandLine.RunAsync(arguments, Console);
}
