using System.Runtime.Intrinsics;

namespace SchedExt;

/// <summary>The rule of the symmetric difference.</summary>
internal readonly struct XorRule : IWordRule
{
    public static ulong Apply(ulong left, ulong right) => left ^ right;

    public static Vector256<ulong> Apply(Vector256<ulong> left, Vector256<ulong> right) => left ^ right;

    public static Vector512<ulong> Apply(Vector512<ulong> left, Vector512<ulong> right) => left ^ right;
}
