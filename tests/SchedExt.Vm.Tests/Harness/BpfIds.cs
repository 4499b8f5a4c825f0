using System.Runtime.InteropServices;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>BPF programs and maps that the kernel holds.</summary>
internal static partial class BpfIds
{
    private const int SysBpf = 321; // x86-64
    private const int ProgGetNextId = 11, MapGetNextId = 12, MapGetFdById = 14;
    private const string TaskStorage = "map_type:\t29";

    private static readonly HashSet<uint> s_held = [];

    /// <summary>Programs, of this test and of others.</summary>
    internal static int Programs => Read(ProgGetNextId).Count;

    /// <summary>Maps, of this test and of others, without those that <see cref="HoldTaskStorage"/> keeps.</summary>
    internal static int Maps => Read(MapGetNextId).Count(map => !s_held.Contains(map));

    /// <summary>
    /// Keeps the task storage that is there now until this process ends, since the next test may take CPUs offline: on 6.18 (6.12 and 7.2
    /// do not) it is freed by a kernel thread that stays on its CPU (<c>migrate_disable()</c> in <c>bpf_map_free()</c>) and waits for tasks
    /// RCU, which waits for the CPU's way offline, which waits for the thread.
    /// </summary>
    internal static void HoldTaskStorage()
    {
        if (Kernel.Version < new Version(6, 14) || Kernel.Version >= new Version(7, 0)) return;
        foreach (uint map in Read(MapGetNextId))
        {
            if (!s_held.Contains(map) && Hold(map)) s_held.Add(map);
        }
    }

    // union bpf_attr of the *_GET_NEXT_ID commands: start_id, next_id, open_flags.
    private static List<uint> Read(int command)
    {
        List<uint> ids = [];
        Span<uint> attribute = stackalloc uint[4];
        while (syscall(SysBpf, command, ref MemoryMarshal.GetReference(attribute), 12) == 0) ids.Add(attribute[0] = attribute[1]);
        return ids;
    }

    // The same with map_id, next_id, open_flags.
    private static bool Hold(uint map)
    {
        Span<uint> attribute = [map, 0, 0, 0];
        nint fd = syscall(SysBpf, MapGetFdById, ref MemoryMarshal.GetReference(attribute), 12);
        if (fd < 0) return false;
        bool storage = File.ReadAllText($"/proc/self/fdinfo/{fd}").Contains(TaskStorage, StringComparison.Ordinal);
        if (!storage) _ = close((int)fd);
        return storage;
    }

    [LibraryImport("libc.so.6")]
    private static partial int close(int fd);

    [LibraryImport("libc.so.6")]
    private static partial nint syscall(nint number, nint command, ref uint attribute, nint size);
}
