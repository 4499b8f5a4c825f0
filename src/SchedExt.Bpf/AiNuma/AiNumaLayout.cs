using System.Runtime.InteropServices;

namespace SchedExt.Bpf;

/// <summary>Mirrors of the structs in <c>bpf/include/schedext/ai_numa.h</c>; a test has the C compiler compare them.</summary>
internal static class AiNumaLayout
{
    /// <summary>The slot of a CPU whose place is not known.</summary>
    internal const uint NoSlot = 0xffffffff;

    /// <summary>Buckets of a wake-up latency histogram.</summary>
    internal const int Buckets = 20;

    /// <summary>Bytes for the name of a cgroup.</summary>
    internal const int NameLength = 128;

    [StructLayout(LayoutKind.Sequential)]
    internal struct Cpu
    {
        internal uint Llc;
        internal uint Node;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct LlcCpu
    {
        internal uint Cpu;
        internal uint Unused;
    }

    [StructLayout(LayoutKind.Sequential, Size = 128)]
    internal unsafe struct Llc
    {
        internal uint Node;
        internal uint FirstCpu;
        internal uint NrCpus;
        internal uint NrOnline;
        internal fixed ulong Unused[6];
        internal long Credit;
        internal ulong ServedAt;
        internal ulong Weight;
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    internal struct Clock
    {
        internal ulong Now;
        internal ulong Front;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Node
    {
        internal uint Id;
        internal uint FirstLlc;
        internal uint NrLlcs;
        internal uint Unused;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Near
    {
        internal ushort Llc;
        internal ushort First;
        internal ushort Length;
        internal ushort Remote;
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    internal struct CpuState
    {
        internal ulong ClaimedUntil;
        internal uint Runs;
    }

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    internal unsafe struct Group
    {
        internal ulong Id;
        internal ulong Share;
        internal ulong Own;
        internal ulong Children;
        internal ulong ChildrenNext;
        internal uint Parent;
        internal uint Weight;
        internal uint Factor;
        internal uint Limited;
        internal uint Above;
        internal uint Idle;
        internal long Runnable;
        internal uint Touched;
        internal uint Active;
        internal ulong ActiveSince;
        internal ulong ActiveNs;
        internal uint ActiveChildren;
        internal fixed uint Unused[7];
        internal long Left;
        internal ulong Quota;
        internal ulong Period;
        internal ulong Burst;
        internal ulong RefillAt;
        internal ulong Periods;
        internal ulong ThrottledPeriods;
        internal ulong ThrottledNs;
        internal ulong ThrottledSince;
        internal uint Parked;
        internal uint Unused2;
        internal fixed ulong Unused3[6];
    }

    [StructLayout(LayoutKind.Sequential, Size = NameLength)]
    internal unsafe struct GroupName
    {
        internal fixed byte Text[NameLength];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct QueueState
    {
        internal ulong LongestWait;
        internal uint Waiting;
        internal uint Seen;
    }

    [StructLayout(LayoutKind.Sequential, Size = 448)]
    internal unsafe struct Counters
    {
        internal ulong Local;
        internal ulong Queue;
        internal ulong Pinned;
        internal ulong Preempt;
        internal ulong LlcSteal;
        internal ulong Steal;
        internal ulong Home;
        internal ulong Away;
        internal ulong Exhausted;
        internal ulong PullAt;
        internal ulong PullTurn;
        internal ulong PinnedAt;
        internal fixed ulong Unused[4];
        internal fixed ulong LatencyWait[Buckets];
        internal fixed ulong BulkWait[Buckets];
    }
}
