using System.Buffers;
using Microsoft.Win32.SafeHandles;
using SchedExt.Bpf.Handles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Btf;

/// <summary>
/// A kernel's own types while they are looked at: some 7 MB, so this machine's are mapped where the kernel can do that (6.16 and newer),
/// and not copied. Not thread-safe.
/// </summary>
internal sealed class KernelBtf : MemoryManager<byte>
{
    /// <summary>The file with the kernel's types.</summary>
    internal const string File = "sys/kernel/btf/vmlinux";

    private readonly MappedMemoryHandle _memory;
    private readonly int _length;

    // Private, as the kernel wants it.
    private KernelBtf(SafeFileHandle file, int length)
    {
        _length = length;
        _memory = new MappedMemoryHandle(Libc.mmap(0, (nuint)length, Libc.ProtRead, Libc.MapPrivate, (int)file.DangerousGetHandle(), 0), (nuint)length);
    }

    /// <summary>What <paramref name="look"/> finds in the types. It must keep nothing of them.</summary>
    /// <exception cref="KernelFileException">The file is missing or cannot be read.</exception>
    /// <exception cref="FormatException">It is no BTF, or it is cut short.</exception>
    internal static T Look<T>(KernelRoot root, Func<BtfData, T> look)
    {
        using IMemoryOwner<byte>? mapped = root.Directory is { } directory ? Map(Path.Combine(directory, File)) : null;
        return look(BtfData.Parse(mapped?.Memory ?? root.ReadBytes(File)));
    }

    // SAFETY: the mapping is that long, and lives until Dispose; Look ends it after the last use.
    /// <inheritdoc/>
    public override unsafe Span<byte> GetSpan() => new((void*)_memory.DangerousGetHandle(), _memory.IsInvalid ? 0 : _length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("Nobody gives these types to native code.");

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _memory.Dispose();

    // Whatever is in the way, reading the file tells what.
    private static KernelBtf? Map(string path)
    {
        try
        {
            using SafeFileHandle file = System.IO.File.OpenHandle(path);
            var mapped = new KernelBtf(file, checked((int)RandomAccess.GetLength(file)));
            if (!mapped._memory.IsInvalid) return mapped;
            ((IDisposable)mapped).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OverflowException)
        {
        }

        return null;
    }
}
