namespace SchedExt.Bpf;

/// <summary>Counts restarts over a sliding window and says how long to wait before the next. Not thread-safe.</summary>
internal sealed class RestartBudget(BpfSchedulerHostOptions options)
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(1);

    private readonly Queue<long> _restarts = new();

    /// <summary>Takes one restart out of the budget.</summary>
    /// <param name="delay">How long to wait first.</param>
    /// <returns>Whether there was one left.</returns>
    internal bool TryTake(out TimeSpan delay)
    {
        long now = options.Time.GetTimestamp();
        while (_restarts.TryPeek(out long oldest) && options.Time.GetElapsedTime(oldest, now) >= options.RestartWindow) _restarts.Dequeue();

        delay = options.FirstRestartDelay * Math.Pow(2, Math.Min(_restarts.Count, 16));
        if (delay > s_longestDelay) delay = s_longestDelay;
        if (_restarts.Count >= options.RestartBudget) return false;
        _restarts.Enqueue(now);
        return true;
    }
}
