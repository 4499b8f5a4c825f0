using System.Text.Json.Serialization;

namespace SchedExt.ReferenceHost;

/// <summary>A physical core as JSON, by the kernel's numbers.</summary>
internal sealed record ReportedCore(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Package,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Core,
    CpuSet Cpus);
