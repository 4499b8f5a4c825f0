using System.Globalization;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>What a process holds: resident memory that is not of files, and file descriptors.</summary>
/// <param name="AnonymousKilobytes">RssAnon of <c>/proc/PID/status</c>.</param>
/// <param name="Descriptors">Entries of <c>/proc/PID/fd</c>.</param>
internal sealed record Footprint(long AnonymousKilobytes, int Descriptors)
{
    /// <summary>Of a process.</summary>
    internal static Footprint Of(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return new Footprint(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture), Directory.GetFiles($"/proc/{pid}/fd").Length);
    }
}
