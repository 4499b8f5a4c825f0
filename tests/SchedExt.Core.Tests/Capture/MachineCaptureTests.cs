using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace SchedExt.Tests.Capture;

public class MachineCaptureTests
{
    private const string Device = "sys/bus/pci/devices/0000:01:00.0";

    private static KernelTree Machine => new()
    {
        { "sys/devices/system/cpu/online", "0-1\n" },
        { "sys/devices/system/cpu/cpu0/topology/thread_siblings", "3\n" },
        { "sys/devices/system/cpu/cpu0/topology/ppin", "0x2b43a91f5d3c1e7\n" },
        { "sys/devices/system/cpu/cpu0/cache/index0/level", "1\n" },
        { "sys/devices/system/cpu/cpu0/cache/index0/shared_cpu_map", "1\n" },
        { "sys/devices/system/node/node0/cpulist", "0-1\n" },
        { $"{Device}/class", "0x020000\n" },
        { $"{Device}/msi_irqs/27", "msix\n" },
        { $"{Device}/net/enx001122aabbcc/mtu", "1500\n" },
        { $"{Device}/net/enx001122aabbcc/address", "00:11:22:aa:bb:cc\n" },
        { $"{Device}/serial_number", "12345\n" },
        { "proc/irq/27/smp_affinity_list", "0-1\n", UnixFileMode.UserRead },
        { "proc/softirqs", "       TIMER:   3   4\n" },
        { "proc/interrupts", "  27:   1   2  PCI-MSI  enx001122aabbcc-rx\n" },
        { "proc/cmdline", "root=UUID=1234 isolcpus=1 quiet irqaffinity=0\n" },
    };

    [Fact]
    public void WriteThenRead_Machine_GivesTheSameTopology()
    {
        KernelTree machine = Machine;
        machine.AddLink("sys/devices/system/cpu/cpu1/node0", "../../node/node0");
        machine.AddDirectory("sys/devices/system/node/node0/cpu1");
        machine.AddLink($"{Device}/driver", "../../../../bus/pci/drivers/mlx5_core");

        KernelTree read = RoundTrip(machine);

        NumaTopology topology = NumaTopology.Read(read);
        topology.Online.Should().Be(CpuSet.All(2));
        topology.Cores.Should().ContainSingle();
        PciDevice device = topology.Devices.Should().ContainSingle().Which;
        (device.Driver, device.MsiIrqs[0], device.NetInterfaces[0]).Should().Be(("mlx5_core", 27, "enx000000000001"));
        read.GetMode("proc/irq/27/smp_affinity_list").Should().Be(UnixFileMode.UserRead);
        read.ReadLink("sys/devices/system/cpu/cpu1/node0").Should().Be("../../node/node0");
        read["sys/devices/system/cpu/cpu1/node0/cpulist"].Should().Be("0-1\n");
        read.ListDirectory("sys/devices/system/node/node0").Should().Equal("cpu1", "cpulist");
    }

    [Fact]
    public void Write_SerialNumbersAndHardwareAddresses_AreNotInIt()
    {
        KernelTree read = RoundTrip(Machine);

        read.Should().NotContain(path => path.Contains("serial") || path.Contains("ppin") || path.Contains("address") || path.Contains("001122aabbcc"));
        read.Select(path => read[path]).Should().NotContain(text => text.Contains("001122aabbcc") || text.Contains("UUID"));
        read["proc/interrupts"].Should().Contain("enx000000000001-rx");
        read["proc/softirqs"].Should().Contain("TIMER:   3   4");
        read["proc/cmdline"].Should().Be("isolcpus=1 irqaffinity=0\n");
    }

    [Fact]
    public void Write_SameMachineTwice_GivesTheSameBytes() => Write(Machine).Should().Equal(Write(Machine));

    [Fact]
    public void Write_ThisHost_GivesItsTopology()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "this host has no kernel files");

        KernelTree read = RoundTrip(KernelRoot.Host);

        NumaTopology captured = NumaTopology.Read(read), live = NumaTopology.Read(KernelRoot.Host);
        captured.HasSameCpusAndNodes(live).Should().BeTrue();
        captured.Cores.Should().Equal(live.Cores);
        captured.Llcs.Should().Equal(live.Llcs);
        captured.Devices.Select(device => (device.Address, device.Driver)).Should().Equal(live.Devices.Select(device => (device.Address, device.Driver)));
    }

    [Fact]
    public void Read_NoArchive_Throws()
    {
        FluentActions.Invoking(() => MachineCapture.Read(new MemoryStream(Encoding.UTF8.GetBytes("not a .tar.gz")))).Should().Throw<InvalidDataException>();
        FluentActions.Invoking(() => MachineCapture.Read(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => MachineCapture.Write(Machine, null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => MachineCapture.Write(null!, Stream.Null)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Read_ArchiveCutShort_ThrowsWhereAFileIsMissing()
    {
        byte[] whole = Write(Machine);
        string[] files = [.. RoundTrip(Machine)];
        int refused = 0;

        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                // What ends behind the last file and before the checksum is as good as whole.
                MachineCapture.Read(new MemoryStream(whole[..length])).Should().Equal(files, "{0} of {1} bytes were accepted", length, whole.Length);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        refused.Should().BeGreaterThan(whole.Length - 32);
    }

    [Fact]
    public void Read_WrongChecksum_ThrowsInvalidData()
    {
        byte[] archive = Write(Machine);
        archive[^8] ^= 1;

        FluentActions.Invoking(() => MachineCapture.Read(new MemoryStream(archive))).Should().Throw<InvalidDataException>();
    }

    [Theory]
    [InlineData("../etc/passwd", "sys/../../x")]
    [InlineData("sys/a", "sys/a/b")]
    [InlineData("sys", "sys/devices/x/../../../..")]
    public void Read_PathThatCannotBe_ThrowsInvalidData(string first, string second)
        => FluentActions.Invoking(() => MachineCapture.Read(Archive([first, second]))).Should().Throw<InvalidDataException>();

    [Fact]
    public void Read_PathLongerThanTheKernelTakes_ThrowsInvalidData()
        => FluentActions.Invoking(() => MachineCapture.Read(Archive([string.Join('/', Enumerable.Repeat("d", 100_000))]))).Should().Throw<InvalidDataException>().WithMessage("*4096 characters*");

    [Fact]
    public void Read_ArchiveThatUnpacksToTooMuch_ThrowsInvalidData()
        => FluentActions.Invoking(() => MachineCapture.Read(Archive([.. Enumerable.Range(0, 65).Select(number => $"sys/{number}")], new byte[4 << 20]))).Should().Throw<InvalidDataException>().WithMessage("*256 MiB*");

    /// <summary>A header of a long name, or of a file, that says that two gigabytes follow; whether there is room for so much or not.</summary>
    [Theory]
    [InlineData('L')]
    [InlineData('K')]
    [InlineData('x')]
    [InlineData('0')]
    public void Read_HeaderThatClaimsTwoGigabytes_ThrowsInvalidData(char type)
    {
        byte[] tar = TarDamage.Decompress(Archive(["sys/a"], new byte[512]).ToArray());
        Encoding.ASCII.GetBytes("17777777000\0").CopyTo(tar, 124);
        tar[156] = (byte)type;

        FluentActions.Invoking(() => MachineCapture.Read(new MemoryStream(TarDamage.Compress(TarDamage.MendChecksum(tar, 0))))).Should().Throw<InvalidDataException>();
    }

    /// <summary>Memory runs out behind the first header: that is the archive's fault only where the header claims more than any archive may hold.</summary>
    [Theory]
    [InlineData("00000001000\0", false)]
    [InlineData("17777777000\0", true)]
    public void Read_OutOfMemory_IsDamageOnlyWhenClaimed(string size, bool isDamage)
    {
        byte[] tar = TarDamage.Decompress(Archive(["sys/a"], new byte[512]).ToArray())[..512];
        Encoding.ASCII.GetBytes(size).CopyTo(tar, 124);
        tar[156] = (byte)'L';
        using var source = new ExhaustingStream(TarDamage.MendChecksum(tar, 0));

        FluentActions.Invoking(() => MachineCapture.Read(source)).Should().Throw<Exception>().Which.Should().BeOfType(isDamage ? typeof(InvalidDataException) : typeof(OutOfMemoryException));
    }

    [Fact]
    public void Read_SamePathTwice_TakesTheFirst()
    {
        KernelTree read = MachineCapture.Read(Archive(["./sys//a", "sys/./a", "/sys/b"], [1]));

        read.Should().Equal("sys/a", "sys/b");
    }

    private static MemoryStream Archive(string[] files, byte[]? content = null)
    {
        var archive = new MemoryStream();
        using (var compressed = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(compressed, TarEntryFormat.Gnu))
        {
            foreach (string file in files)
            {
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, file) { DataStream = new MemoryStream(content ?? []) });
            }
        }

        archive.Position = 0;
        return archive;
    }

    private static byte[] Write(KernelRoot root)
    {
        using var archive = new MemoryStream();
        MachineCapture.Write(root, archive).Should().BePositive();
        return archive.ToArray();
    }

    private static KernelTree RoundTrip(KernelRoot root)
    {
        using var archive = new MemoryStream(Write(root));
        return MachineCapture.Read(archive);
    }
}
