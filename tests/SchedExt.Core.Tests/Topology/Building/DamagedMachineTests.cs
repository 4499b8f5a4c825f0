using System.Text;
using SchedExt.Tests.Machines;

namespace SchedExt.Tests.Topology.Building;

/// <summary>Takes each file of a captured machine away, and cuts and spoils it, one at a time: the machine is read all the same, or
/// refused as documented, and only where the files that say which CPUs there are were spoilt.</summary>
public class DamagedMachineTests(ITestOutputHelper output)
{
    /// <summary>Files tried of a machine with many, spread evenly.</summary>
    private const int MostFiles = 1_000;

    private static readonly string[] Essential = [.. from name in (string[])["possible", "present", "online"] select $"sys/devices/system/cpu/{name}"];

    private static readonly Func<byte[], byte[]?>[] Damages =
    [
        _ => null,
        _ => [],
        _ => [0],
        content => content[..(content.Length / 2)],
        content => [.. content, .. content],
        content => [0xff, .. content],
    ];

    /// <summary>Small machines with everything that the large ones have.</summary>
    public static TheoryData<string> Small => new("cpuless-node", "devices-on-nodes");

    public static TheoryData<string> All => new(MachineCatalog.OwnNames.Concat(MachineCatalog.OutsideNames));

    [Theory]
    [MemberData(nameof(Small))]
    public void Read_EachFileDamaged_AnswersOrRefusesAsDocumented(string name) => DamageEach(name, int.MaxValue);

    [Theory]
    [MemberData(nameof(All))]
    [Trait("Profile", "soak")]
    public void Read_ManyFilesOfAnyMachineDamaged_AnswersOrRefusesAsDocumented(string name)
        => output.WriteLine($"{name}: {DamageEach(name, MostFiles):N0} damaged machines, none of them read in an undocumented way.");

    private static int DamageEach(string name, int mostFiles)
    {
        KernelTree machine = Copy(MachineCatalog.Load(name).Root);
        List<string> paths = [.. machine.Where(path => path.StartsWith("sys/"))];
        int cases = 0, step = Math.Max(1, paths.Count / mostFiles);
        foreach (string path in paths.Where((path, index) => index % step == 0 || Essential.Contains(path)))
        {
            byte[] content = machine.ReadBytes(path);
            foreach (Func<byte[], byte[]?> damage in Damages)
            {
                machine.Remove(path);
                if (damage(content) is { } spoilt)
                {
                    machine.Add(path, spoilt);
                }

                Check(machine, path);
                machine.Remove(path);
                machine.Add(path, content);
                cases++;
            }
        }

        return cases;
    }

    private static void Check(KernelTree machine, string path)
    {
        try
        {
            NumaTopology topology = NumaTopology.Read(machine);
            IsConsistent(topology).Should().BeTrue("{0} was damaged", path);
        }
        catch (Exception e) when (e is KernelFormatException or KernelFileException)
        {
            Essential.Should().Contain(path, "only those may be refused, not: {0}", e.Message);
        }
    }

    private static bool IsConsistent(NumaTopology topology)
        => !topology.Online.IsEmpty && topology.Online.IsSubsetOf(topology.Present) && topology.Present.IsSubsetOf(topology.Possible)
            && topology.Nodes.Count > 0
            && topology.Nodes.All(node => node.OnlineCpus.IsSubsetOf(topology.Online) && topology.NearestNodes(node.Id).Count == topology.Nodes.Count)
            && topology.Cores.All(core => core.Cpus.IsSubsetOf(topology.Online) && !core.Cpus.IsEmpty)
            && topology.Packages.All(package => package.Cpus.IsSubsetOf(topology.Online) && !package.Cpus.IsEmpty)
            && topology.Llcs.All(cache => cache.Cpus.IsSubsetOf(topology.Online) && !cache.Cpus.IsEmpty);

    /// <summary>The machine in memory, wherever its files are.</summary>
    private static KernelTree Copy(KernelRoot original)
    {
        using var archive = new MemoryStream();
        MachineCapture.Write(original, archive);
        archive.Position = 0;
        return MachineCapture.Read(archive);
    }
}
