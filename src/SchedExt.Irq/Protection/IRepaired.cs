namespace SchedExt.Irq;

/// <summary>Something that is repaired less and less often while somebody keeps changing it.</summary>
internal interface IRepaired
{
    /// <summary>How often it was repaired lately.</summary>
    int Repairs { get; set; }

    /// <summary>When it may be again, as a timestamp of the clock.</summary>
    long NextTry { get; set; }
}
