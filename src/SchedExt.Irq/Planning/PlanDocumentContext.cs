using System.Text.Json.Serialization;

namespace SchedExt.Irq;

/// <summary>Source-generated JSON of plans.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PlanDocument))]
internal sealed partial class PlanDocumentContext : JsonSerializerContext;
