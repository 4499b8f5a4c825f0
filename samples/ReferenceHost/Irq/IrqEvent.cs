using System.Text.Json.Serialization;

namespace SchedExt.ReferenceHost;

/// <summary>A line of <c>irq watch --json</c>; <c>type</c> tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ProtectingEvent), "protecting")]
[JsonDerivedType(typeof(DriftEvent), "drift")]
[JsonDerivedType(typeof(RestoredEvent), "restored")]
internal abstract record IrqEvent;
