using System.Runtime.InteropServices;

namespace SchedExt.Benchmarks.Irq;

/// <summary>The loops of benchmarks/native/loops.c that do what SchedExt.Irq does.</summary>
internal static partial class NativeIrqLoops
{
    private const string Library = "libschedext_loops.so";

    [LibraryImport(Library)]
    public static partial nint irq_plan(ref ulong homes, ref ulong targets, nuint count, nuint words, ref ulong protect, ref ulong online);

    [LibraryImport(Library)]
    public static partial nint files_read(ref byte paths, nuint count, nuint each, ref byte buffer, nuint size);

    [LibraryImport(Library)]
    public static partial nint snapshot_read(ref byte folder, ref byte paths, nuint count, nuint each, ref byte buffer, nuint size);

    [LibraryImport(Library)]
    public static partial nint changes_read(ref byte folder, ref byte paths, nuint count, ref byte seen, nuint most);
}
