using System.Text.Json.Serialization;

namespace SchedExt.ReferenceHost;

/// <summary>Something that happened in a run: the value behind each line of output, and its JSON form.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunningEvent), "running")]
[JsonDerivedType(typeof(StatsEvent), "stats")]
[JsonDerivedType(typeof(TopologyEvent), "topology")]
[JsonDerivedType(typeof(RestartEvent), "restart")]
[JsonDerivedType(typeof(GpuHomeEvent), "gpuHome")]
[JsonDerivedType(typeof(LiftedLimitsEvent), "liftedCpuLimits")]
[JsonDerivedType(typeof(ExitEvent), "exit")]
internal abstract record RunEvent;
