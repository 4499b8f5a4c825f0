using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SchedExt;

/// <summary>Reads and writes a <see cref="CpuSet"/> as a JSON string that holds its list: <c>"0-3,8"</c>.</summary>
/// <remarks>In effect wherever System.Text.Json meets a <see cref="CpuSet"/>; also as the key of a dictionary. Thread-safe. Equality: by reference.</remarks>
public sealed class CpuSetJsonConverter : JsonConverter<CpuSet>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no string, or the string is no CPU list.</exception>
    public override CpuSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.String
            ? ParseList(ref reader)
            : throw new JsonException("A CPU set is a string with a CPU list, such as \"0-3,8\".");

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The text may not stand where the writer is.</exception>
    public override void Write(Utf8JsonWriter writer, CpuSet value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteList(value, writer, static (to, list) => to.WriteStringValue(list));
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The name is no CPU list.</exception>
    public override CpuSet ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => ParseList(ref reader);

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The text may not stand where the writer is.</exception>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, CpuSet value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteList(value, writer, static (to, list) => to.WritePropertyName(list));
    }

    /// <summary>Reads the text where it lies, unless it is in pieces or escaped.</summary>
    private static CpuSet ParseList(ref Utf8JsonReader reader)
    {
        bool valid = reader.HasValueSequence || reader.ValueIsEscaped
            ? CpuSet.TryParse(reader.GetString(), out CpuSet set, out CpuTextError error)
            : CpuSet.TryParse(reader.ValueSpan, out set, out error);
        return valid ? set : throw new JsonException($"Not a CPU list, {error}.");
    }

    private static void WriteList(CpuSet set, Utf8JsonWriter writer, WriteText write)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(CpuListText.Length(set));
        set.TryFormat(room, out int written);
        write(writer, room.AsSpan(0, written));
        ArrayPool<byte>.Shared.Return(room);
    }

    private delegate void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> text);
}
