using System.Text.Json;
using System.Text.Json.Serialization;

namespace SchedExt.Irq;

/// <summary>Writes an <see cref="IrqPlan"/> in the shape of <see cref="IrqPlan.ToJson"/>. Reading is not supported: a plan comes from a planner.</summary>
/// <remarks>Thread safety: immutable. Equality: by reference.</remarks>
public sealed class IrqPlanJsonConverter : JsonConverter<IrqPlan>
{
    /// <summary>Not supported.</summary>
    /// <param name="reader">Unused.</param>
    /// <param name="typeToConvert">Unused.</param>
    /// <param name="options">Unused.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override IrqPlan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => throw new NotSupportedException("A plan is made by IrqMaskPlanner and can only be written.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IrqPlan value, JsonSerializerOptions options)
        => JsonSerializer.Serialize(writer, PlanDocument.From(value), PlanDocumentContext.Default.PlanDocument);
}
