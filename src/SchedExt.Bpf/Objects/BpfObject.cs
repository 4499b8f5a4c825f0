using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SchedExt.Bpf.Handles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>
/// A scheduler object in the kernel: verified, its maps alive, not attached. Disposing it frees programs and maps; dispose the
/// <see cref="SchedulerAttachment"/> first. Reading variables and maps is thread-safe, disposing while doing so is not.
/// </summary>
public sealed class BpfObject : IDisposable
{
    private readonly BpfObjectHandle _handle;
    private readonly ObjectVariables _variables;
    private readonly ExitRecordLayout? _exitRecord;
    private readonly string _opsMap;

    internal BpfObject(string name, BpfObjectHandle handle, SchedulerOps ops, ObjectVariables variables, ExitRecordLayout? exitRecord)
    {
        (Name, _handle, _variables, _exitRecord, _opsMap) = (name, handle, variables, exitRecord, ops.MapName);
        SchedulerName = ops.Name;
        HandlesHotplug = ops.Has("cpu_online") && ops.Has("cpu_offline");
    }

    /// <summary>The object's name.</summary>
    public string Name { get; }

    /// <summary>The scheduler's name, as <c>/sys/kernel/sched_ext/root/ops</c> shows it once attached.</summary>
    public string SchedulerName { get; }

    /// <summary>Does it have both hotplug callbacks? Without, the kernel ends it at each CPU hotplug, and it is started again.</summary>
    public bool HandlesHotplug { get; }

    /// <summary>Finds a map.</summary>
    /// <param name="name">The map's name in the source.</param>
    /// <exception cref="ArgumentException">There is no such map.</exception>
    public BpfMap Map(string name)
    {
        nint map = Libbpf.bpf_object__find_map_by_name(Alive, name);
        return map != 0 ? new BpfMap(name, map, _handle) : throw new ArgumentException($"'{Name}' has no map '{name}'.", nameof(name));
    }

    /// <summary>Reads a global variable as it is now: shared memory, no system call.</summary>
    /// <typeparam name="T">A type of the variable's size.</typeparam>
    /// <param name="name">The variable's name.</param>
    /// <exception cref="ArgumentException">There is no such variable, or its size is another.</exception>
    public T ReadVariable<T>(string name) where T : unmanaged => MemoryMarshal.Read<T>(Sized<T>(name));

    /// <summary>Writes a global variable of <c>.data</c> or <c>.bss</c>: shared memory, no system call; programs see it at once.</summary>
    /// <typeparam name="T">A type of the variable's size.</typeparam>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">There is no such variable, it is read-only, or its size is another.</exception>
    public void WriteVariable<T>(string name, T value) where T : unmanaged
    {
        if (_variables.TryFind(name, out string section, out _) && ObjectVariables.IsReadOnly(section))
            throw new ArgumentException($"'{name}' in '{Name}' is read-only: set it before load.", nameof(name));
        MemoryMarshal.Write(Sized<T>(name), in value);
    }

    /// <summary>Runs a program of type "syscall" once, in the kernel, and waits for its end.</summary>
    /// <param name="program">The program's name in the source.</param>
    /// <exception cref="ArgumentException">There is no such program.</exception>
    /// <exception cref="BpfException">The kernel refused; a program of another type, for one.</exception>
    public void Run(string program)
    {
        nint found = Libbpf.bpf_object__find_program_by_name(Alive, program);
        if (found == 0) throw new ArgumentException($"'{Name}' has no program '{program}'.", nameof(program));
        NativeResult.Check(Libbpf.bpf_prog_test_run_opts(Libbpf.bpf_program__fd(found), opts: 0), "run program", program);
    }

    /// <summary>
    /// Attaches the scheduler: all tasks move to it. A returned attachment does not mean that it runs: what goes wrong later in
    /// the kernel's start (its init callback, a stale hotplug sequence) is only in <see cref="ReadExit"/>.
    /// </summary>
    /// <exception cref="SchedulerBusyException">Another scheduler is attached, or one is still being detached.</exception>
    /// <exception cref="BpfException">The kernel refused a value, or the privileges are missing.</exception>
    public SchedulerAttachment Attach()
    {
        using LibbpfLog said = LibbpfLog.Collect();
        nint map = NativeResult.CheckPointer(Libbpf.bpf_object__find_map_by_name(Alive, _opsMap), "find map", _opsMap);
        NativeResult.Check(Libbpf.bpf_map__set_autoattach(map, false), "attach", SchedulerName);
        nint link = Libbpf.bpf_map__attach_struct_ops(map);
        if (link != 0) return new SchedulerAttachment(new BpfLinkHandle(link));

        BpfException failure = NativeResult.Failure(Marshal.GetLastPInvokeError(), "attach", SchedulerName, said);
        throw failure.Kind == BpfErrorKind.Busy
            ? new SchedulerBusyException(SchedulerName, SchedExtState.Read(KernelRoot.Host).RunningScheduler)
            : failure;
    }

    /// <summary>How the scheduler ended, or <see langword="null"/> while it has not, or where the object keeps no exit record.</summary>
    public SchedulerExit? ReadExit() => _exitRecord is { } layout ? ExitRecord.Read(_variables, layout) : null;

    /// <summary>Does the object keep a record of how it ended?</summary>
    internal bool KeepsExitRecord => _exitRecord is not null;

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private nint Alive
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return _handle.DangerousGetHandle();
        }
    }

    private Span<byte> Sized<T>(string name) where T : unmanaged
    {
        _ = Alive;
        Span<byte> bytes = _variables.Bytes(name);
        return bytes.Length == Unsafe.SizeOf<T>()
            ? bytes
            : throw new ArgumentException($"'{name}' in '{Name}' has {bytes.Length} bytes, not {Unsafe.SizeOf<T>()}.", nameof(name));
    }
}
