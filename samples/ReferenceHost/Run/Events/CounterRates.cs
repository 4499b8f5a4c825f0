namespace SchedExt.ReferenceHost;

/// <summary>Counts per second since the last report.</summary>
internal sealed record CounterRates(double Local, double Queue, double Steal, double Preempt = 0);
