using FsCheck.Fluent;
using SchedExt.Tests.Cpus.Text;

namespace SchedExt.Tests.Capture;

/// <summary>Archives from anybody: read as machines, or refused in the one documented way.</summary>
[Trait("EveryRunOn", "newest")]
public class MachineCaptureFuzzing
{
    private static readonly byte[] Whole = Write();

    private static readonly byte[] Tar = TarDamage.Decompress(Whole);

    private int read, refused;

    [Fact]
    public void Read_DamagedTar_AnswersOrThrowsInvalidData()
    {
        Samples.Check(Gen.Choose(0, int.MaxValue - 1), seed => Survives(TarDamage.Compress(TarDamage.Spoil(Tar, new Random(seed)))));

        BothHappened();
    }

    [Fact]
    public void Read_HostileTar_AnswersOrThrowsInvalidData()
    {
        Samples.Check(Gen.Choose(0, int.MaxValue - 1), seed => new Random(seed) is var random
            && TarDamage.Hostile(random) is var tar && Survives(TarDamage.Compress(random.Next(2) == 0 ? tar : TarDamage.Spoil(tar, random))));

        BothHappened();
    }

    [Fact]
    public void Read_DamagedGzip_AnswersOrThrowsInvalidData()
    {
        Samples.Check(Gen.Choose(0, int.MaxValue - 1), seed =>
        {
            var random = new Random(seed);
            byte[] bytes = [.. Whole];
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            return Survives(random.Next(2) == 0 ? bytes : bytes[..random.Next(bytes.Length)]);
        });

        BothHappened();
    }

    private void BothHappened() => (read > 0 && refused > 0).Should().BeTrue("of the archives {0} were read and {1} refused", read, refused);

    private bool Survives(byte[] archive)
    {
        try
        {
            KernelTree tree = MachineCapture.Read(new MemoryStream(archive));
            read++;
            return tree.All(path => tree.Exists(path)) && IsReadAsDocumented(tree);
        }
        catch (InvalidDataException)
        {
            refused++;
            return true;
        }
    }

    private static bool IsReadAsDocumented(KernelTree tree)
    {
        try
        {
            return NumaTopology.Read(tree).Nodes.Count > 0;
        }
        catch (Exception e) when (e is KernelFormatException or KernelFileException)
        {
            return true;
        }
    }

    private static byte[] Write()
    {
        KernelTree machine = new()
        {
            { "sys/devices/system/cpu/online", "0-1\n" },
            { "sys/devices/system/cpu/cpu0/topology/thread_siblings", "3\n" },
            { "sys/devices/system/node/node0/cpulist", "0-1\n" },
            { "sys/bus/pci/devices/0000:01:00.0/class", "0x020000\n" },
            { "sys/bus/pci/devices/0000:01:00.0/msi_irqs/27", "msix\n" },
            { $"sys/devices/{new string('n', 150)}/x", "" },
        };
        machine.AddLink("sys/devices/system/cpu/cpu1/node0", "../../node/node0");
        using var archive = new MemoryStream();
        MachineCapture.Write(machine, archive);
        return archive.ToArray();
    }
}
