using System.CommandLine;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext topology</c>.</summary>
internal static class TopologyCommand
{
    internal static Command Create(HostConsole console)
    {
        var root = new Option<string?>("--root") { HelpName = "DIR", Description = "Read the machine whose /sys and /proc lie below this directory. Without it: this one." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("topology", "Prints CPUs and NUMA nodes.") { root, json };
        command.SetAction(parsed =>
        {
            NumaTopology topology = NumaTopology.Read(Open(parsed.GetValue(root)));
            console.Out.Write(parsed.GetValue(json) ? HostJson.Line(TopologyReport.From(topology)) + "\n" : TopologyTree.Format(topology, console.Style));
            console.Out.Flush();
            return (int)ExitStatus.Done;
        });
        return command;
    }

    private static KernelRoot Open(string? directory) => directory switch
    {
        null => KernelRoot.Host,
        _ when Directory.Exists(directory) => KernelRoot.At(directory),
        _ => throw new DirectoryNotFoundException($"cannot read '{directory}': ENOENT: there is no such directory. Give one that holds sys/devices/system/cpu."),
    };
}
