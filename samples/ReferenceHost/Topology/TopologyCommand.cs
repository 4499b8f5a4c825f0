using System.CommandLine;
using System.Globalization;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext topology</c>.</summary>
internal static class TopologyCommand
{
    internal static Command Create(HostConsole console)
    {
        Option<string?> root = OptionValues.Path(
            "--root", "DIR", "Read the machine whose sys and proc lie below this directory, or in this archive that --capture wrote. Without it: this one.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        Option<string?> capture = OptionValues.Path(
            "--capture", "FILE.tar.gz", "Write the machine's files into this archive, for a bug report or a test, and print nothing of them. It holds no serial numbers or hardware addresses.");
        var command = new Command("topology", "Prints CPUs, NUMA nodes, caches and the devices on each node.") { root, json, capture };
        command.SetAction(parsed =>
        {
            KernelRoot machine = Open(parsed.GetValue(root));
            console.Out.Write(parsed.GetValue(capture) is { } file ? Capture(machine, file) : Describe(machine, parsed.GetValue(json), console.Style));
            console.Out.Flush();
            return (int)ExitStatus.Done;
        });
        return command;
    }

    private static string Describe(KernelRoot machine, bool asJson, TextStyle style)
    {
        NumaTopology topology = NumaTopology.Read(machine);
        return asJson ? HostJson.Line(TopologyReport.From(topology)) + "\n" : TopologyTree.Format(topology, style);
    }

    private static string Capture(KernelRoot machine, string file)
        => string.Create(CultureInfo.InvariantCulture, $"{file}: {CaptureFile.Write(machine, file)} files and links\n");

    private static KernelRoot Open(string? path) => path switch
    {
        null => KernelRoot.Host,
        _ when Directory.Exists(path) => KernelRoot.At(path),
        _ when File.Exists(path) => CaptureFile.Read(path),
        _ => throw new DirectoryNotFoundException($"cannot read '{path}': ENOENT: there is no such directory. Give one that holds sys/devices/system/cpu."),
    };
}
