using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SchedExt.Irq;

/// <summary>The journal as text, both ways. Pure.</summary>
/// <remarks>
/// <code>
/// schedext-irq-journal 1 6f1e…0c            name, version, SHA-256 of what follows the line
/// {"bootId":"…","owner":412,"online":"0-7","defaultHome":"0-7","defaultWritten":["4-7"],"irqs":[…]}
/// </code>
/// </remarks>
internal static class JournalText
{
    private const string Name = "schedext-irq-journal", Version = "1";

    public static byte[] Encode(JournalDocument document)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(document, JournalContext.Default.JournalDocument);
        return [.. Encoding.UTF8.GetBytes($"{Name} {Version} {Convert.ToHexString(SHA256.HashData(body))}\n"), .. body];
    }

    /// <summary>Reads a journal.</summary>
    /// <exception cref="FormatException">It is truncated or damaged, of another version, or no journal; the message says which.</exception>
    public static JournalDocument Decode(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        string[] head = end < 0 ? [] : Encoding.UTF8.GetString(text[..end]).Split(' ');
        if (head.Length != 3 || head[0] != Name)
        {
            throw new FormatException($"the first line is not '{Name} {Version} CHECKSUM'");
        }

        if (head[1] != Version)
        {
            throw new FormatException($"its version is '{head[1]}', expected {Version}");
        }

        ReadOnlySpan<byte> body = text[(end + 1)..];
        return Convert.ToHexString(SHA256.HashData(body)) == head[2] && Parse(body) is { } document
            ? document
            : throw new FormatException("its checksum does not fit: it is truncated or was edited");
    }

    private static JournalDocument? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, JournalContext.Default.JournalDocument);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not the expected JSON ({e.Message})", e);
        }
    }
}
