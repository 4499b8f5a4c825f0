using System.Buffers.Binary;
using System.Text;
using SchedExt.Bpf.Btf;

namespace SchedExt.Bpf;

/// <summary>
/// The ops table (<c>struct sched_ext_ops</c>) of an object that is open and not yet loaded. Members are found by the object's
/// own BTF, so an object built against any kernel's headers will do. Not thread-safe; unusable once the object is loaded.
/// </summary>
public sealed class SchedulerOps
{
    private unsafe byte* _table;
    private readonly int _size;
    private readonly IReadOnlyList<BtfMember> _members;

    internal unsafe SchedulerOps(string mapName, byte* table, int size, IReadOnlyList<BtfMember> members)
    {
        MapName = mapName;
        _table = table;
        _size = size;
        _members = members;
    }

    /// <summary>The scheduler's name, as <c>/sys/kernel/sched_ext/root/ops</c> will show it.</summary>
    public string Name => Encoding.UTF8.GetString(Bytes("name").TrimEnd((byte)0));

    /// <summary>The watchdog's timeout in milliseconds; 0 means the kernel's own 30,000, which is also the most it takes.</summary>
    /// <exception cref="ArgumentException">Set, and the object's struct has no such member.</exception>
    /// <exception cref="ObjectDisposedException">The object is loaded, or disposed.</exception>
    public uint TimeoutMilliseconds { get => (uint)Get("timeout_ms"); set => Set("timeout_ms", value); }

    /// <summary>The <c>SCX_OPS_*</c> flags. The kernel refuses one that it does not know.</summary>
    /// <exception cref="ArgumentException">Set, and the object's struct has no such member.</exception>
    /// <exception cref="ObjectDisposedException">The object is loaded, or disposed.</exception>
    public ulong Flags { get => Get("flags"); set => Set("flags", value); }

    /// <summary>Bytes of the debug dump that the kernel makes at an error exit; 0 means 32,768.</summary>
    /// <exception cref="ArgumentException">Set, and the object's struct has no such member.</exception>
    /// <exception cref="ObjectDisposedException">The object is loaded, or disposed.</exception>
    public uint ExitDumpLength { get => (uint)Get("exit_dump_len"); set => Set("exit_dump_len", value); }

    /// <summary>The hotplug sequence that the topology was read at; the kernel ends the scheduler if it moved. 0 turns that off.</summary>
    /// <exception cref="ArgumentException">Set, and the object's struct has no such member.</exception>
    /// <exception cref="ObjectDisposedException">The object is loaded, or disposed.</exception>
    public ulong HotplugSequence { get => Get("hotplug_seq"); set => Set("hotplug_seq", value); }

    internal string MapName { get; }

    /// <summary>Does the object have this member, callback or value, with something in it?</summary>
    /// <param name="member">A member of <c>struct sched_ext_ops</c>: "cpu_online".</param>
    public bool Has(string member) => TryFind(member, out BtfMember found) && Slice(found).ContainsAnyExcept((byte)0);

    /// <summary>Takes a callback or value out. Its program is then not loaded either.</summary>
    /// <param name="member">A member of <c>struct sched_ext_ops</c>; nothing happens if the object does not have it.</param>
    public void Remove(string member)
    {
        if (TryFind(member, out BtfMember found)) Slice(found).Clear();
    }

    /// <summary>Does the object's own struct have this member, with or without something in it? Objects declare what they need.</summary>
    internal bool Declares(string member) => TryFind(member, out _);

    /// <summary>Ends all use: the table is about to go, or to be the kernel's.</summary>
    internal unsafe void Close() => _table = null;

    /// <summary>Names of all members with something in them.</summary>
    internal IEnumerable<string> Used => _members.Select(member => member.Name).Where(Has);

    private Span<byte> Bytes(string member) => TryFind(member, out BtfMember found)
        ? Slice(found)
        : throw new ArgumentException($"The object's struct sched_ext_ops has no member '{member}'.", nameof(member));

    private ulong Get(string member)
    {
        if (!TryFind(member, out BtfMember found)) return 0;
        ReadOnlySpan<byte> bytes = Slice(found);
        return bytes.Length == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private void Set(string member, ulong value)
    {
        Span<byte> bytes = Bytes(member);
        if (bytes.Length == 8) BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)value));
    }

    private bool TryFind(string name, out BtfMember member)
    {
        foreach (BtfMember candidate in _members)
        {
            if (candidate.Name != name) continue;
            member = candidate;
            return true;
        }

        member = default;
        return false;
    }

    // SAFETY: the table is libbpf's, valid while the object is open; OpenBpfObject closes this at load and at disposal.
    private unsafe Span<byte> Slice(BtfMember member)
    {
        ObjectDisposedException.ThrowIf(_table == null, this);
        return new Span<byte>(_table, _size).Slice(member.Offset, member.Size);
    }
}
