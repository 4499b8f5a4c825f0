namespace SchedExt.Irq.Tests.Protection;

/// <summary>A clock that goes only when told to, and fires its timers then.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> timers = [];

    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state), ticks + dueTime.Ticks, period.Ticks);
        timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass, in the order of what is due.</summary>
    public void Advance(TimeSpan time)
    {
        long end = ticks + time.Ticks;
        while (timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is { } next)
        {
            ticks = next.Due;
            next.Fire();
        }

        ticks = end;
    }

    private sealed class ManualTimer(ManualClock clock, Action fire, long due, long period) : ITimer
    {
        public long Due { get; private set; } = due;

        public void Fire()
        {
            if (period > 0)
            {
                Due += period;
            }
            else
            {
                Dispose();
            }

            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod) => throw new NotSupportedException();

        public void Dispose() => clock.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
