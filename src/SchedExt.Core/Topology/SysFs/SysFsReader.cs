using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace SchedExt;

/// <summary>Reads single values from files of the kernel; what is missing or odd is unknown: null. Not thread-safe.</summary>
internal sealed class SysFsReader(KernelRoot root) : IDisposable
{
    private readonly FileBuffer buffer = new();

    public KernelRoot Root { get; } = root;

    public void Dispose() => buffer.Dispose();

    /// <summary>The content until the next call, or an empty span.</summary>
    public ReadOnlySpan<byte> Bytes(string path) => Root.TryRead(path, buffer) ? buffer.Content : default;

    /// <summary>A CPU list such as <c>0-3,8</c>.</summary>
    public CpuSet? List(string path)
        => Root.TryRead(path, buffer) && CpuSet.TryParse(buffer.Content, out CpuSet set) ? set : null;

    /// <summary>A CPU mask such as <c>ff,ffffffff</c>.</summary>
    public CpuSet? Mask(string path)
        => Root.TryRead(path, buffer) && CpuSet.TryParseMask(buffer.Content, out CpuSet set) ? set : null;

    /// <summary>A CPU list that is known only if it names a CPU.</summary>
    public CpuSet? NonEmptyList(string path) => List(path) is { IsEmpty: false } set ? set : null;

    /// <summary>A CPU mask that is known only if it names a CPU.</summary>
    public CpuSet? NonEmptyMask(string path) => Mask(path) is { IsEmpty: false } set ? set : null;

    /// <summary>A CPU list that answers depend on: unknown when the file is missing or has no byte in it, refused when it is odd or empty.</summary>
    /// <exception cref="KernelFormatException">The file is there and holds no CPU list, or an empty one.</exception>
    public CpuSet? EssentialList(string path)
    {
        if (Bytes(path).IsEmpty)
        {
            return null;
        }

        bool valid = CpuSet.TryParse(buffer.Content, out CpuSet set, out CpuTextError error);
        return valid && !set.IsEmpty
            ? set
            : throw new KernelFormatException(path, Encoding.UTF8.GetString(buffer.Content), valid ? "at least one CPU" : $"a CPU list ({error})");
    }

    /// <summary>A decimal number, with or without a sign.</summary>
    public int? Number(string path)
    {
        ReadOnlySpan<byte> text = Bytes(path).Trim("\n\0 \t\r"u8);
        return Utf8Parser.TryParse(text, out int value, out int used) && used == text.Length ? value : null;
    }

    /// <summary>A hexadecimal number such as <c>0x030200</c>, up to 31 bits.</summary>
    public int? Hexadecimal(string path)
    {
        ReadOnlySpan<byte> text = Bytes(path).Trim("\n\0 \t\r"u8);
        return text.StartsWith("0x"u8) && Utf8Parser.TryParse(text[2..], out int value, out int used, 'x') && used == text.Length - 2 && value >= 0 ? value : null;
    }

    /// <summary>The names in a directory; none when it is missing or may not be listed.</summary>
    public IReadOnlyList<string> Names(string path)
    {
        try
        {
            return Root.ListDirectory(path);
        }
        catch (KernelFileException)
        {
            return [];
        }
    }

    /// <summary>The numbers N of the names <c>prefixN</c>, ascending.</summary>
    public static List<int> Numbers(IReadOnlyList<string> names, string prefix)
    {
        List<int> numbers = [];
        foreach (string name in names)
        {
            if (TryGetNumber(name, prefix, out int number))
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>The number behind a prefix as the kernel prints it: without a sign, blanks or zeros in front, so that no two names have the same.</summary>
    private static bool TryGetNumber(string name, string prefix, out int number)
    {
        number = 0;
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> digits = name.AsSpan(prefix.Length);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (digits[0] != '0' || digits.Length == 1);
    }
}
