namespace SchedExt.ReferenceHost;

/// <summary>Which cgroups' limits are lifted, and which of them have not been told of yet. Thread-safe.</summary>
/// <param name="read">Those that are lifted now, each with its limit. It looks at all cgroups.</param>
/// <param name="time">The clock.</param>
internal sealed class LiftedLimits(Func<IReadOnlyList<string>> read, TimeProvider time)
{
    /// <summary>A look takes at most this part of the time: on a host of thousands of containers it takes a tenth of a second.</summary>
    private const int LeastPause = 100;

    private readonly object _gate = new();
    private HashSet<string> _told = [];
    private long _due;

    /// <summary>All of them, at a start.</summary>
    internal IReadOnlyList<string> ReadAll()
    {
        lock (_gate)
        {
            IReadOnlyList<string> all = Read();
            _told = [.. all];
            return all;
        }
    }

    /// <summary>Those that came since the last look; none where it is too early for another one.</summary>
    internal IReadOnlyList<string> ReadNew()
    {
        lock (_gate)
        {
            if (time.GetTimestamp() < _due) return [];
            try
            {
                IReadOnlyList<string> all = Read();
                string[] added = [.. all.Where(cgroup => !_told.Contains(cgroup))];
                _told = [.. all];
                return added;
            }
            catch (KernelFileException)
            {
                return []; // a cgroup that was removed meanwhile, or may not be looked into: the next look tells the others
            }
        }
    }

    private IReadOnlyList<string> Read()
    {
        long begun = time.GetTimestamp();
        try
        {
            return read();
        }
        finally
        {
            long now = time.GetTimestamp();
            _due = now + ((now - begun) * LeastPause);
        }
    }
}
