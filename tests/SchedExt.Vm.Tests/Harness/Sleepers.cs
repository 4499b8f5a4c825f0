using System.Diagnostics;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>Threads that sleep most of the time, and wake up 100 times a second. Disposing ends them.</summary>
internal sealed class Sleepers : IDisposable
{
    private static readonly TimeSpan s_sleep = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;
    private long _latest;

    internal Sleepers(int count, string? cpus = null)
    {
        _threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            _threads[i] = new Thread(() => Sleep(cpus));
            _threads[i].Start();
        }
    }

    /// <summary>How much later than it should one woke up at worst, since the last look.</summary>
    internal TimeSpan TakeLatest() => new(Interlocked.Exchange(ref _latest, 0));

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads) thread.Join();
        _stop.Dispose();
    }

    private void Sleep(string? cpus)
    {
        if (cpus is not null) Affinity.Set(0, cpus);
        while (!_stop.IsCancellationRequested)
        {
            long start = Stopwatch.GetTimestamp();
            Thread.Sleep(s_sleep);
            long late = (Stopwatch.GetElapsedTime(start) - s_sleep).Ticks, seen;
            while (late > (seen = Interlocked.Read(ref _latest)) && Interlocked.CompareExchange(ref _latest, late, seen) != seen)
            {
            }
        }
    }
}
