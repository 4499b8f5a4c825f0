using System.Runtime.InteropServices;

namespace SchedExt.Benchmarks.Core;

/// <summary>The loops of benchmarks/native/loops.c.</summary>
internal static partial class NativeLoops
{
    private const string Library = "libschedext_loops.so";

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial nint mask_parse(ref byte text, nuint length, ref ulong words);
}
