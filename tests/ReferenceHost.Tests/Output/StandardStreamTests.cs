namespace SchedExt.ReferenceHost.Tests;

/// <summary>What cannot be written is one sentence too, never a stack trace. The program as built, since only a process has a standard output.</summary>
public class StandardStreamTests
{
    [Theory]
    [InlineData("topology", ">/dev/full", "ENOSPC: no space left.")]
    [InlineData("--help", ">/dev/full", "ENOSPC: no space left.")]
    [InlineData("topology", ">&-", "EBADF: bad file descriptor.")]
    public async Task Output_CannotBeWritten_EndsWithOneAndSaysSo(string arguments, string redirection, string problem)
    {
        (int status, string error) = await RunAsync(arguments, redirection);

        (status, error).Should().Be((1, $"schedext: cannot write to standard output: {problem}\n"));
    }

    /// <summary>Bug: whoever read the output was gone, and the program went on for nobody.</summary>
    [Fact]
    public async Task Output_ReaderIsGone_EndsWithOne()
    {
        (int status, string error) = await RunAsync("topology", """| { exec 0<&-; sleep 0.1; }; exit "${PIPESTATUS[0]}" """);

        (status, error).Should().Be((1, "schedext: cannot write to standard output: EPIPE: nobody reads it any more.\n"));
    }

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    public async Task Error_CannotBeWritten_EndsWithTheStatusOfTheFailure(string redirection)
    {
        (int status, _) = await RunAsync("walk", redirection);

        status.Should().Be(2);
    }

    private static async Task<(int Status, string Error)> RunAsync(string arguments, string redirection)
    {
        (int status, _, string error) = await BuiltProgram.RunAsync($"{arguments} {redirection}");
        return (status, error);
    }
}
