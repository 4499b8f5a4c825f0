namespace SchedExt.ReferenceHost;

/// <summary>Something that takes its time under a scheduler.</summary>
internal interface IWorkload
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>Whom it is run under.</summary>
    IReadOnlyList<BenchPolicy> Policies { get; }

    /// <summary>Runs it once.</summary>
    /// <param name="policy">Who schedules: it runs already where it is a scheduler of its own.</param>
    /// <param name="holds">Asked now and then; with <see langword="false"/> the run is ended, since it measures nothing any more.</param>
    /// <exception cref="WorkloadException">It failed, or was ended.</exception>
    Measurement Run(BenchPolicy policy, Func<bool> holds);
}
