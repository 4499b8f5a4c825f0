using System.Text.Json;
using System.Text.Json.Serialization;

namespace SchedExt;

/// <summary>Reads and writes a <see cref="CpuSet"/> as a JSON string that holds its list: <c>"0-3,8"</c>.</summary>
/// <remarks>In effect wherever System.Text.Json meets a <see cref="CpuSet"/>; also as the key of a dictionary. Thread-safe.</remarks>
public sealed class CpuSetJsonConverter : JsonConverter<CpuSet>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no string, or the string is no CPU list.</exception>
    public override CpuSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.String
            ? ParseList(reader.GetString())
            : throw new JsonException("A CPU set is a string with a CPU list, such as \"0-3,8\".");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CpuSet value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The name is no CPU list.</exception>
    public override CpuSet ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => ParseList(reader.GetString());

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, CpuSet value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.ToString());
    }

    private static CpuSet ParseList(string? list)
        => CpuSet.TryParse(list, out CpuSet set, out CpuTextError error) ? set : throw new JsonException($"Not a CPU list, {error}.");
}
