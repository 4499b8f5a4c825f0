namespace SchedExt.Tests.Topology.Watching;

/// <summary>A clock that goes only when told to.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly object gate = new();
    private readonly List<ManualTimer> timers = [];
    private TimeSpan now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            var timer = new ManualTimer(this, () => callback(state), now + dueTime);
            timers.Add(timer);
            return timer;
        }
    }

    /// <summary>Waits until somebody waits, then lets the time pass that it waits for.</summary>
    public async Task<TimeSpan> PassAsync()
    {
        ManualTimer? next = null;
        while (next is null)
        {
            await Task.Yield();
            lock (gate)
            {
                next = timers.MinBy(timer => timer.Due);
            }
        }

        TimeSpan passed = next.Due - now;
        now = next.Due;
        next.Dispose();
        next.Fire();
        return passed;
    }

    private sealed class ManualTimer(ManualClock clock, Action fire, TimeSpan due) : ITimer
    {
        public TimeSpan Due { get; } = due;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
