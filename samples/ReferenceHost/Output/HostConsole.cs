using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>Where commands write. Standard output belongs to what was asked for; each failure is one line on standard error.</summary>
/// <param name="Out">Standard output. Whoever writes flushes.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Style">Colours, or none.</param>
internal sealed record HostConsole(TextWriter Out, TextWriter Error, TextStyle Style)
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>The console of this process. Not <see cref="Console.Out"/>, which sets up the terminal first.</summary>
    internal static HostConsole OfProcess() =>
        new(Writer(StandardStream.Output), Writer(StandardStream.Error), TextStyle.OfProcess());

    /// <summary>Writes the failure's sentence.</summary>
    /// <returns>Its status.</returns>
    internal int Report(Failure? failure)
    {
        if (failure is null) return (int)ExitStatus.Done;
        Error.WriteLine($"schedext: {failure.Sentence}");
        Error.Flush();
        return (int)failure.Status;
    }

    /// <summary>Waits for a signal while there is nothing to print, or until nobody reads standard output any more.</summary>
    /// <returns>The failure, if nobody reads it.</returns>
    internal async Task<Failure?> WaitAsync(CancellationToken stop)
    {
        var stream = (Out as StreamWriter)?.BaseStream as StandardStream;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                stream?.ThrowIfNobodyReads();
            }
            catch (IOException gone)
            {
                return new(ExitStatus.Failed, gone.Message);
            }

            await Task.Delay(s_betweenLooks, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    /// <summary>Writes out what is there, after a failure that has been reported.</summary>
    internal void FlushWhatCanBe()
    {
        try
        {
            Out.Flush();
        }
        catch (IOException)
        {
            // One failure is told, the first.
        }
    }

    private static StreamWriter Writer(int descriptor) => new(new StandardStream(descriptor), new UTF8Encoding(false), bufferSize: 4096);
}
