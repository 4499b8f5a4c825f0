using System.Runtime.CompilerServices;
using SchedExt.Bpf.Handles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>
/// A map of a loaded object. Each call is one system call, atomic in the kernel, and thread-safe. Do not use it after its object
/// is disposed.
/// </summary>
public sealed class BpfMap
{
    private const int Enoent = 2;

    private readonly BpfObjectHandle _object;
    private readonly nint _map;

    internal BpfMap(string name, nint map, BpfObjectHandle owner)
    {
        (Name, _map, _object) = (name, map, owner);
        KeySize = (int)Libbpf.bpf_map__key_size(map);
        ValueSize = (int)Libbpf.bpf_map__value_size(map);
        MaxEntries = (int)Libbpf.bpf_map__max_entries(map);
    }

    /// <summary>The map's name in the source.</summary>
    public string Name { get; }

    /// <summary>Bytes of a key.</summary>
    public int KeySize { get; }

    /// <summary>Bytes of a value.</summary>
    public int ValueSize { get; }

    /// <summary>How many entries it can hold.</summary>
    public int MaxEntries { get; }

    /// <summary>Looks up one entry.</summary>
    /// <typeparam name="TKey">A type of the key's size.</typeparam>
    /// <typeparam name="TValue">A type of the value's size.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, when there is one.</param>
    /// <returns>Whether the map holds the key.</returns>
    /// <exception cref="ArgumentException">A type has another size than key or value.</exception>
    /// <exception cref="BpfException">The kernel refused for another reason than a missing key.</exception>
    public unsafe bool TryLookup<TKey, TValue>(TKey key, out TValue value) where TKey : unmanaged where TValue : unmanaged
    {
        CheckSizes(sizeof(TKey), sizeof(TValue));
        value = default;
        int code = Libbpf.bpf_map_lookup_elem(Fd, &key, Unsafe.AsPointer(ref value));
        return code != -Enoent && NativeResult.Check(code, "look up in map", Name) >= 0;
    }

    /// <summary>Inserts or replaces one entry.</summary>
    /// <typeparam name="TKey">A type of the key's size.</typeparam>
    /// <typeparam name="TValue">A type of the value's size.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">A type has another size than key or value.</exception>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refused.</exception>
    public unsafe void Update<TKey, TValue>(TKey key, TValue value) where TKey : unmanaged where TValue : unmanaged
    {
        CheckSizes(sizeof(TKey), sizeof(TValue));
        NativeResult.Check(Libbpf.bpf_map_update_elem(Fd, &key, &value, 0), "update map", Name);
    }

    /// <summary>Removes one entry.</summary>
    /// <typeparam name="TKey">A type of the key's size.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>Whether the map held the key.</returns>
    /// <exception cref="ArgumentException">The type has another size than the key.</exception>
    /// <exception cref="BpfException">The kernel refused for another reason than a missing key.</exception>
    public unsafe bool Remove<TKey>(TKey key) where TKey : unmanaged
    {
        CheckSizes(sizeof(TKey), ValueSize);
        int code = Libbpf.bpf_map_delete_elem(Fd, &key);
        return code != -Enoent && NativeResult.Check(code, "delete from map", Name) >= 0;
    }

    /// <summary>Maps an array map's memory into this process: from then on reading and writing it costs no system call.</summary>
    /// <typeparam name="T">The value type; its size must be the value's rounded up to 8 bytes.</typeparam>
    /// <exception cref="ArgumentException">The type's size does not fit.</exception>
    /// <exception cref="BpfException">The map was not made with <c>BPF_F_MMAPABLE</c>, or memory is short.</exception>
    public BpfMapMemory<T> MapMemory<T>() where T : unmanaged => BpfMapMemory<T>.Create(this, Fd);

    private int Fd
    {
        get
        {
            ObjectDisposedException.ThrowIf(_object.IsClosed, this);
            return Libbpf.bpf_map__fd(_map);
        }
    }

    private void CheckSizes(int key, int value)
    {
        if (key != KeySize) throw new ArgumentException($"The keys of map '{Name}' have {KeySize} bytes, not {key}.");
        if (value != ValueSize) throw new ArgumentException($"The values of map '{Name}' have {ValueSize} bytes, not {value}.");
    }
}
