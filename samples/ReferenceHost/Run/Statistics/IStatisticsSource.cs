namespace SchedExt.ReferenceHost;

/// <summary>Counters of a running scheduler. Used by one thread.</summary>
internal interface IStatisticsSource
{
    /// <summary>The scheduler runs: rates and times count from here.</summary>
    void Begin();

    /// <summary>The counters now, and their rates since the last read.</summary>
    StatsEvent Read();

    /// <summary>The counters at the end, and their rates over the whole run.</summary>
    StatsEvent ReadLast();
}
