namespace SchedExt;

public sealed partial class GpuProcessReader
{
    private static readonly GpuDevice[] NoGpus = [];

    private static string FilesOf(int pid) => $"proc/{pid}/fd";

    /// <summary>Reads a process anew: who it is, and its open files. <paramref name="watched"/> is who had the id at the last look, or null.</summary>
    private void Look(int pid, WatchedProcess? watched)
    {
        // The stamp first: what changes after it is found by the next one.
        DirectoryStamp? stamp = reader.Root.Stamp(FilesOf(pid), out DirectoryStamp taken) == Errno.None ? taken : null;
        (int parent, long start) = (0, 0);

        // The files of another process with this id would have another inode, so who it is need not be read again.
        bool isSame = watched?.Stamp is { } before && stamp?.Inode == before.Inode;
        if (!isSame && !ProcessText.TryParseStat(reader.Bytes($"proc/{pid}/stat"), out parent, out start))
        {
            End(watched);
            return;
        }

        if (!isSame && watched is not null && watched.Process.StartTime != start)
        {
            End(watched);
            watched = null;
        }

        IReadOnlyList<GpuDevice> gpus = ListGpus(pid, out int files, out bool candidate);
        if (watched is null)
        {
            watched = Add(new GpuProcess(pid, start, parent, gpus));
        }
        else if (!gpus.SequenceEqual(watched.Process.Gpus))
        {
            hasLoss |= watched.Process.Gpus.Except(gpus).Any();
            watched.Process = watched.Process with { Gpus = gpus };
            changed.Add(watched.Process);
        }

        // An open that still goes on, which takes seconds with a GPU that has to wake up, is counted and not listed yet.
        bool complete = stamp is not { Size: > 0 and var size } || size == (ulong)files;
        (watched.Stamp, watched.IsCandidate, watched.CheckedIn) = (complete ? stamp : null, candidate, scan);
        if (candidate || !complete)
        {
            closely.Add(watched);
        }
    }

    private WatchedProcess Add(GpuProcess process)
    {
        var watched = new WatchedProcess(process) { FoundIn = scan, NewUntil = scan == 1 ? 0 : scan + TurnInterval };
        known[process.Pid] = watched;
        turns.Add(watched);
        changed.Add(process);
        if (watched.NewUntil > scan)
        {
            closely.Add(watched);
        }

        return watched;
    }

    private void End(WatchedProcess? watched)
    {
        if (watched is null || watched.HasEnded)
        {
            return;
        }

        watched.HasEnded = true;
        known.Remove(watched.Process.Pid);
        closely.Remove(watched);
        hasLoss |= watched.Process.Gpus.Count > 0;
        changed.RemoveAll(process => process.Pid == watched.Process.Pid);
        if (watched.FoundIn < scan)
        {
            ended.Add(watched.Process);
        }
    }

    private IReadOnlyList<GpuDevice> ListGpus(int pid, out int files, out bool candidate)
    {
        candidate = false;
        files = 0;
        listings++;
        string directory = FilesOf(pid);
        if (reader.Root.ListOrTell(directory, out List<string> names) != Errno.None)
        {
            return NoGpus;
        }

        files = names.Count;
        SortedList<string, GpuDevice>? gpus = null;
        foreach (string name in names)
        {
            if (reader.Root.ReadLink($"{directory}/{name}") is not { } file || !GpuDeviceMap.IsOfGpuDriver(file))
            {
                continue;
            }

            candidate = true;
            if (devices.Find(file) is { } gpu)
            {
                (gpus ??= new(StringComparer.Ordinal))[gpu.Address] = gpu;
            }
        }

        return gpus is null ? NoGpus : [.. gpus.Values];
    }
}
