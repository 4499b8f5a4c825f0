using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>The memory policy of the calling thread (set_mempolicy(2)).</summary>
internal static partial class MemoryPolicy
{
    private const int SetMempolicy = 238, Bind = 2; // x86-64; MPOL_BIND

    /// <summary>Lets its memory come from one node only.</summary>
    internal static void BindTo(int node)
    {
        ulong mask = 1UL << node;
        if (syscall(SetMempolicy, Bind, in mask, 65) != 0) throw new Win32Exception();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint mode, in ulong mask, nint bits);
}
