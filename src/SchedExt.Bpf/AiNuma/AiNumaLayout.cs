using System.Runtime.InteropServices;

namespace SchedExt.Bpf;

/// <summary>Mirrors of the structs in <c>bpf/include/schedext/ai_numa.h</c>; a test has the C compiler compare them.</summary>
internal static class AiNumaLayout
{
    /// <summary>The slot of a CPU whose node is not known.</summary>
    internal const uint NoSlot = 0xffffffff;

    [StructLayout(LayoutKind.Sequential)]
    internal struct CpuNode
    {
        internal uint Slot;
        internal uint Unused;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Node
    {
        internal uint Id;
        internal uint Unused;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Steal
    {
        internal ushort Slot;
        internal ushort First;
        internal ushort Length;
        internal ushort Unused;
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    internal struct CpuSlot
    {
        internal ulong Local;
        internal ulong Queue;
        internal ulong Steal;
        internal ulong Pinned;
        internal ulong VisitAt;
        internal uint VisitTurn;
        internal uint NodeFirst;
    }
}
