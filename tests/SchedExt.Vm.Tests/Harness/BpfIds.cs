using System.Runtime.InteropServices;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>How many BPF programs and maps the kernel holds.</summary>
internal static partial class BpfIds
{
    private const int SysBpf = 321; // x86-64
    private const int ProgGetNextId = 11, MapGetNextId = 12;

    /// <summary>Programs, of this test and of others.</summary>
    internal static int Programs => Count(ProgGetNextId);

    /// <summary>Maps, of this test and of others.</summary>
    internal static int Maps => Count(MapGetNextId);

    // union bpf_attr of the *_GET_NEXT_ID commands: start_id, next_id, open_flags.
    private static int Count(int command)
    {
        int count = 0;
        Span<uint> attribute = stackalloc uint[4];
        while (syscall(SysBpf, command, ref MemoryMarshal.GetReference(attribute), 12) == 0)
        {
            attribute[0] = attribute[1];
            count++;
        }

        return count;
    }

    [LibraryImport("libc.so.6")]
    private static partial nint syscall(nint number, nint command, ref uint attribute, nint size);
}
