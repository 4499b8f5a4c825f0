using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SchedExt.Bpf.Btf;
using SchedExt.Bpf.Handles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>
/// A scheduler object that is open and not yet loaded: its values and sizes can still be set. <see cref="Load"/> consumes it.
/// Not thread-safe.
/// </summary>
public sealed partial class OpenBpfObject : IDisposable
{
    private readonly BpfObjectHandle _handle;
    private readonly BtfData _btf;
    private readonly ObjectVariables _variables;
    private readonly ExitRecordLayout? _exitRecord;
    private readonly VerifierLogBuffer _log;
    private bool _loaded;

    private OpenBpfObject(string name, BpfObjectHandle handle, VerifierLogBuffer log)
    {
        Name = name;
        _handle = handle;
        _log = log;
        _btf = ReadBtf(name, handle);
        IReadOnlyDictionary<string, IReadOnlyList<BtfVariable>> sections = _btf.Sections();
        _variables = new ObjectVariables(handle, sections);
        _exitRecord = ExitRecordLayout.Find(_btf, _variables);
        Ops = FindOps(name, handle, _btf, sections);
    }

    /// <summary>The object's name: the file's name, or the scheduler's for an embedded one.</summary>
    public string Name { get; }

    /// <summary>The ops table.</summary>
    public SchedulerOps Ops { get; }

    /// <summary>Opens an object file. Nothing is given to the kernel yet, so no privileges are needed.</summary>
    /// <param name="path">An ELF file made by a BPF compiler, with BTF.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="BpfException">The file cannot be read, is no BPF object, is cut short, or holds no sched_ext ops table.</exception>
    /// <exception cref="LibbpfNotFoundException">No usable libbpf was found.</exception>
    public static OpenBpfObject OpenFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(ReadObject(path), Path.GetFileName(path));
    }

    /// <summary>Opens an object from memory, which is needed only during the call.</summary>
    /// <param name="elf">The ELF file's bytes.</param>
    /// <param name="name">A name for messages and for the kernel's list of maps.</param>
    /// <exception cref="BpfException">These bytes are no BPF object, are cut short, or hold no sched_ext ops table.</exception>
    /// <exception cref="LibbpfNotFoundException">No usable libbpf was found.</exception>
    public static OpenBpfObject Open(ReadOnlySpan<byte> elf, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        LibbpfLibrary.Ensure();
        ElfHeader.Check(elf, name);

        var log = new VerifierLogBuffer();
        BpfObjectHandle? handle = null;
        try
        {
            handle = OpenMemory(elf, name, log);
            return new OpenBpfObject(name, handle, log);
        }
        catch (Exception failure)
        {
            handle?.Dispose();
            log.Dispose();
            if (failure is FormatException) throw Unusable(name, $"its types cannot be read: {failure.Message.TrimEnd('.')}");
            throw;
        }
    }

    /// <summary>Sets a read-only variable (<c>const volatile</c>), which programs see as a constant.</summary>
    /// <typeparam name="T">A type of the variable's size.</typeparam>
    /// <param name="variable">The variable's name.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentException">There is no such variable in <c>.rodata</c>, or its size is another.</exception>
    public void SetReadOnly<T>(string variable, T value) where T : unmanaged
    {
        if (!_variables.TryFind(variable, out string section, out _) || !ObjectVariables.IsReadOnly(section))
            throw new ArgumentException($"'{Name}' has no read-only variable '{variable}'; it has: {Listed(_variables.ReadOnlyNames)}.", nameof(variable));
        SetVariable(variable, value);
    }

    /// <summary>Sets the first value of any global variable; <see cref="BpfObject.WriteVariable"/> changes those that are not read-only later.</summary>
    /// <typeparam name="T">A type of the variable's size.</typeparam>
    /// <param name="variable">The variable's name.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentException">There is no such variable, or its size is another.</exception>
    public void SetVariable<T>(string variable, T value) where T : unmanaged
    {
        _ = Alive;
        Span<byte> bytes = _variables.Bytes(variable);
        if (bytes.Length != Unsafe.SizeOf<T>())
            throw new ArgumentException($"'{variable}' in '{Name}' has {bytes.Length} bytes, the value {Unsafe.SizeOf<T>()}.", nameof(value));
        MemoryMarshal.Write(bytes, in value);
    }

    /// <summary>Sets a read-only variable of 1, 2, 4 or 8 bytes, whatever its size is.</summary>
    /// <param name="variable">The variable's name.</param>
    /// <param name="value">Its value; it must fit.</param>
    /// <exception cref="ArgumentException">There is no such variable in <c>.rodata</c>, or it is no integer.</exception>
    /// <exception cref="OverflowException">The value does not fit.</exception>
    public void SetReadOnlyInteger(string variable, long value)
    {
        int size = _variables.TryFind(variable, out _, out BtfVariable found) ? found.Size : 8;
        bool negative = value < 0;
        switch (size)
        {
            case 1: SetReadOnly(variable, negative ? (byte)checked((sbyte)value) : checked((byte)value)); break;
            case 2: SetReadOnly(variable, negative ? (ushort)checked((short)value) : checked((ushort)value)); break;
            case 4: SetReadOnly(variable, negative ? (uint)checked((int)value) : checked((uint)value)); break;
            default: SetReadOnly(variable, value); break;
        }
    }

    /// <summary>Sets how many entries a map will have.</summary>
    /// <param name="map">The map's name.</param>
    /// <param name="entries">At least 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="map"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="entries"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">There is no such map.</exception>
    /// <exception cref="BpfException">libbpf refuses that for this map (EBUSY: it is the kernel's already).</exception>
    /// <exception cref="ObjectDisposedException">The object is loaded, or disposed.</exception>
    public void SetMaxEntries(string map, int entries)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        nint found = Libbpf.bpf_object__find_map_by_name(Alive, map);
        if (found == 0) throw new ArgumentException($"'{Name}' has no map '{map}'.", nameof(map));
        NativeResult.Check(Libbpf.bpf_map__set_max_entries(found, (uint)entries), "resize map", map);
    }

    /// <summary>Gives programs and maps to the kernel. This object is consumed: it cannot be used afterwards, and needs no disposal.</summary>
    /// <exception cref="BpfVerifierException">The verifier refused a program.</exception>
    /// <exception cref="BpfException">The kernel refused something else.</exception>
    public BpfObject Load()
    {
        nint alive = Alive;
        KernelFit.Apply(this, _variables, KernelRoot.Host);
        _loaded = true;
        try
        {
            LoadNative(alive);
            return new BpfObject(Name, _handle, Ops, _variables, _exitRecord);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
        finally
        {
            Ops.Close();
            _log.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_loaded) return;
        Ops.Close();
        _handle.Dispose();
        _log.Dispose();
    }

    /// <summary>Makes room for the exit dump and says so to the kernel and to the program.</summary>
    internal void SizeExitDump(int length)
    {
        if (_exitRecord?.DumpSection is not { } section) return;
        nint map = NativeResult.CheckPointer(Libbpf.bpf_object__find_map_by_name(Alive, section), "find map", section);
        NativeResult.Check(Libbpf.bpf_map__set_value_size(map, (uint)length), "resize map", section);
        SetReadOnly(_exitRecord.DumpLengthVariable, (uint)length);
        if (Ops.Declares("exit_dump_len")) Ops.ExitDumpLength = (uint)length;
    }

    private nint Alive
    {
        get
        {
            ObjectDisposedException.ThrowIf(_loaded || _handle.IsClosed, this);
            return _handle.DangerousGetHandle();
        }
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
