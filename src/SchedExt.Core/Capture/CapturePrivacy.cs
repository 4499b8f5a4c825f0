using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SchedExt;

/// <summary>Takes out of a capture what tells one machine from all others. Not thread-safe.</summary>
internal sealed partial class CapturePrivacy
{
    /// <summary>Words of the kernel's command line that say something about CPUs and interrupts; the others may name disks and people.</summary>
    private static readonly string[] KeptWords = ["isolcpus", "nohz_full", "rcu_nocbs", "irqaffinity", "maxcpus", "nr_cpus", "possible_cpus", "nosmt", "numa", "numa_balancing"];

    /// <summary>A stand-in for each hardware address met so far.</summary>
    private readonly Dictionary<string, string> addresses = [];

    /// <summary>Replaces interface names that are made of a hardware address, each by the same name throughout.</summary>
    public string Hide(string text) => InterfaceByAddress().Replace(text, match =>
    {
        string address = match.Groups["address"].Value;
        if (!addresses.TryGetValue(address, out string? name))
        {
            name = (addresses.Count + 1).ToString("x12", CultureInfo.InvariantCulture);
            addresses.Add(address, name);
        }

        return match.Groups["kind"].Value + name;
    });

    /// <summary>What of a file's text goes into the capture.</summary>
    public byte[] Filter(string path, string text) => Encoding.UTF8.GetBytes(path == CaptureFiles.CommandLine ? KeepWords(text) : Hide(text));

    private static string KeepWords(string commandLine)
        => string.Join(' ', commandLine.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => KeptWords.Contains(word.Split('=')[0]))) + "\n";

    /// <summary>Names such as enx001122aabbcc, as systemd gives them: two letters, "x" and the twelve digits of the address.</summary>
    [GeneratedRegex("(?<![0-9A-Za-z])(?<kind>[a-z]{2}x)(?<address>[0-9a-f]{12})(?![0-9a-f])")]
    private static partial Regex InterfaceByAddress();
}
