namespace SchedExt.ReferenceHost;

/// <summary>Counters of one node since the first start, and their rates; the sum of all nodes has no id.</summary>
internal sealed record NodeCounters(int? Id, long Local, long Queue, long Steal, CounterRates PerSecond, NodeDetails? Details = null);
