using System.Runtime.Intrinsics;

namespace SchedExt;

/// <summary>One rule of set algebra, for one word and for several at once.</summary>
internal interface IWordRule
{
    static abstract ulong Apply(ulong left, ulong right);

    static abstract Vector256<ulong> Apply(Vector256<ulong> left, Vector256<ulong> right);

    static abstract Vector512<ulong> Apply(Vector512<ulong> left, Vector512<ulong> right);
}
