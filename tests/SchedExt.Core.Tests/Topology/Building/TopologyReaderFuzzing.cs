using FsCheck.Fluent;
using SchedExt.Tests.Cpus.Text;
using SchedExt.Tests.Machines;

namespace SchedExt.Tests.Topology.Building;

/// <summary>A machine with a damaged file is read, or refused as documented.</summary>
[Trait("EveryRunOn", "newest")]
public class TopologyReaderFuzzing
{
    private readonly KernelTree machine = (KernelTree)MachineCatalog.Load("two-nodes").Root;

    private static readonly string[] Damages = ["", "\n", "\0", "-1\n", "x", "(null)\n", "4294967296\n", "0-1048575\n", "9,9,9", "ffffffff,ffffffff,ffffffff,ffffffff\n", "99999\n", "é", "0x", "10 20 30\n"];

    [Fact]
    public void Read_DamagedFile_AnswersOrRefusesAsDocumented()
    {
        string[] paths = [.. machine.Where(path => path.StartsWith("sys/devices") || path.StartsWith("sys/bus"))];
        Samples.Check(
            from file in Gen.Elements(paths)
            from other in Gen.Elements(paths)
            from damage in Gen.Elements(Damages)
            from isMissing in Gen.Elements(true, false)
            select (file, other, damage, isMissing),
            damage => Survives(damage.file, damage.other, damage.damage, damage.isMissing));
    }

    /// <summary>Damages the machine, reads it, and mends it: to copy it for each case would take most of the time.</summary>
    private bool Survives(string file, string other, string damage, bool isMissing)
    {
        (string fileText, string otherText) = (machine[file], machine[other]);
        machine[file] = damage;
        if (isMissing)
        {
            machine.Remove(other);
        }

        bool survives = IsReadAsDocumented(file);
        (machine[other], machine[file]) = (otherText, fileText);
        return survives;
    }

    private bool IsReadAsDocumented(string file)
    {
        try
        {
            NumaTopology topology = NumaTopology.Read(machine);
            return topology.Online.IsSubsetOf(topology.Present) && topology.Present.IsSubsetOf(topology.Possible) && topology.Nodes.Count > 0
                && topology.Nodes.All(node => node.OnlineCpus.IsSubsetOf(topology.Online) && topology.NearestNodes(node.Id).Count == topology.Nodes.Count)
                && topology.Cores.All(core => core.Cpus.IsSubsetOf(topology.Online) && !core.Cpus.IsEmpty)
                && topology.Llcs.All(cache => cache.Cpus.IsSubsetOf(topology.Online) && !cache.Cpus.IsEmpty);
        }
        catch (Exception e) when (e is KernelFormatException or KernelFileException)
        {
            return file.StartsWith("sys/devices/system/cpu/");
        }
    }
}
