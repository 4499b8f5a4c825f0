using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SchedExt.ReferenceHost;

/// <summary>Everything that the commands print as JSON: one object a line.</summary>
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(TopologyReport))]
[JsonSerializable(typeof(IrqListReport))]
[JsonSerializable(typeof(IrqAuditReport))]
[JsonSerializable(typeof(IrqEvent))]
internal sealed partial class HostJson : JsonSerializerContext
{
    // Kernel releases have a '+' in them, which the default encoder would escape, for the sake of web pages.
    private static readonly HostJson s_readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>One value as one line, without its end.</summary>
    internal static string Line<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)s_readable.GetTypeInfo(typeof(T))!);
}
