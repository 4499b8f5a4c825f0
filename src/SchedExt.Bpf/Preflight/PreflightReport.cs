namespace SchedExt.Bpf;

/// <summary>All checks, in the order in which they matter.</summary>
/// <param name="Checks">Each check, passed ones included.</param>
/// <remarks>Immutable, and so thread-safe. Equality: of the same list of checks.</remarks>
public sealed record PreflightReport(IReadOnlyList<PreflightCheck> Checks)
{
    /// <summary>The checks that failed.</summary>
    public IEnumerable<PreflightCheck> Blocking => Checks.Where(check => check.Status == PreflightStatus.Failed);

    /// <summary>Is anything in the way of a scheduler?</summary>
    public bool IsBlocked => Blocking.Any();

    /// <summary>Throws if anything is in the way.</summary>
    /// <exception cref="PreflightException">A check failed; the message lists each with its remedy.</exception>
    public void ThrowIfBlocked()
    {
        if (IsBlocked) throw new PreflightException(this);
    }
}
