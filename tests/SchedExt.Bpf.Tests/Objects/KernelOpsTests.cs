namespace SchedExt.Bpf.Tests;

public sealed class KernelOpsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("schedext-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Of_DirectoryOrMemory_AreTheMembersOfTheKernelsStruct()
    {
        var builder = new BtfBuilder();
        uint number = builder.Int("int", 4);
        builder.Struct("sched_ext_ops", 8, false, ("init", number, 0), (KernelOps.Bandwidth, number, 32));
        byte[] types = builder.ToArray();
        string path = Path.Combine(_directory.FullName, KernelOps.Btf);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, types);

        KernelOps.Of(KernelRoot.At(_directory.FullName)).Should().BeEquivalentTo("init", KernelOps.Bandwidth);
        KernelOps.Of(new KernelTree { { KernelOps.Btf, types } }).Should().BeEquivalentTo("init", KernelOps.Bandwidth);
        KernelOps.Has(KernelRoot.At(_directory.FullName), KernelOps.Weight).Should().BeFalse();
    }

    [Fact]
    public void Has_NoTypes_IsUnknown() => KernelOps.Has(KernelRoot.At(_directory.FullName), KernelOps.Weight).Should().BeNull();
}
