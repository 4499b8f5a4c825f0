namespace SchedExt.ReferenceHost;

/// <summary>What one run of a workload measured.</summary>
/// <param name="Figures">By name, with the unit as its end: "p50_us".</param>
/// <param name="Samples">The single steps, in the order they came, in the unit of the figures; empty where there are none.</param>
internal sealed record Measurement(IReadOnlyDictionary<string, double> Figures, IReadOnlyList<double> Samples);
