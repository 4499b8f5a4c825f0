using System.Text.Json.Serialization;

namespace SchedExt.ReferenceHost;

/// <summary>A package (socket) as JSON.</summary>
internal sealed record ReportedPackage([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Id, CpuSet Cpus);
