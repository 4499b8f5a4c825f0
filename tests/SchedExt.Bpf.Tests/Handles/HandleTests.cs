using System.Reflection;
using System.Runtime.InteropServices;
using SchedExt.Bpf.Handles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Tests;

public sealed class HandleTests
{
    private static readonly Type[] s_handles = [.. typeof(BpfObject).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SafeHandle)))];

    [Fact]
    public void Handles_AreTheThreeOwnedThings() =>
        s_handles.Should().BeEquivalentTo([typeof(BpfObjectHandle), typeof(BpfLinkHandle), typeof(MappedMemoryHandle)]);

    [Fact]
    public void Handles_OverrideIsInvalidAndReleaseHandleOnly()
    {
        foreach (Type handle in s_handles)
        {
            handle.Should().BeSealed();
            handle.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(method => method.IsVirtual).Select(method => method.Name).Should().BeEquivalentTo(["get_IsInvalid", "ReleaseHandle"], "of {0}", handle);
        }
    }

    [Fact]
    public void Handles_OfNothing_AreInvalidAndReleaseNothing()
    {
        var link = new BpfLinkHandle(0);
        var opened = new BpfObjectHandle(0);
        var memory = new MappedMemoryHandle(Libc.MapFailed, 4096);

        (link.IsInvalid, opened.IsInvalid, memory.IsInvalid).Should().Be((true, true, true));
        foreach (SafeHandle handle in (SafeHandle[])[link, opened, memory]) handle.Invoking(h => h.Dispose()).Should().NotThrow();
    }

    [Fact]
    public void MappedMemory_DisposedDuringUse_IsReleasedAfterIt()
    {
        const int Anonymous = 0x20;
        nint address = Libc.mmap(0, 4096, Libc.ProtRead | Libc.ProtWrite, Libc.MapShared | Anonymous, -1, 0);
        var memory = new MappedMemoryHandle(address, 4096);
        bool held = false;
        memory.DangerousAddRef(ref held);

        memory.Dispose();
        Marshal.WriteInt32(address, 7); // still mapped: this use holds it
        Marshal.ReadInt32(address).Should().Be(7);
        IsMapped(address).Should().BeTrue();
        memory.DangerousRelease();

        IsMapped(address).Should().BeFalse();
    }

    // Shared memory without a file is /dev/zero's there: whatever else the process maps at that address meanwhile is not ours.
    private static bool IsMapped(nint address) => File.ReadLines("/proc/self/maps").Where(line => line.Contains("/dev/zero", StringComparison.Ordinal)).Any(line =>
    {
        string[] ends = line.Split(' ')[0].Split('-');
        long start = Convert.ToInt64(ends[0], 16), end = Convert.ToInt64(ends[1], 16);
        return start <= address && address < end;
    });
}
