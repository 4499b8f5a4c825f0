namespace SchedExt.Tests.Gpus;

public class ProcessTurnsTests
{
    private readonly ProcessTurns turns = new();

    [Fact]
    public void ToList_ManyShortProcesses_AreForgottenLongBeforeTheirTurn()
    {
        WatchedProcess[] stay = [.. Enumerable.Range(1, GpuProcessReader.ListInterval).Select(Found)];
        List<WeakReference> gone = [];
        for (int scan = 0; scan < 100; scan++)
        {
            Come(1000, gone);
            TakeTurns();
        }

        GC.Collect();
        gone.Count(process => process.IsAlive).Should().BeLessThan(60_000, "100,000 came and went");
        HashSet<WatchedProcess> listed = [];
        for (int scan = 0; scan < GpuProcessReader.ListInterval; scan++)
        {
            listed.UnionWith(TakeTurns());
        }

        listed.Should().Contain(stay);
    }

    /// <summary>Of a scan; those who are listed.</summary>
    private WatchedProcess[] TakeTurns()
    {
        WatchedProcess[] listed = [.. turns.ToList()];
        _ = turns.ToAsk().Count();
        return listed;
    }

    private void Come(int count, List<WeakReference> gone)
    {
        for (int i = 0; i < count; i++)
        {
            WatchedProcess process = Found(1000 + i);
            process.HasEnded = true;
            gone.Add(new WeakReference(process));
        }
    }

    private WatchedProcess Found(int pid)
    {
        var process = new WatchedProcess(new GpuProcess(pid, 1, 1, []));
        turns.Add(process);
        return process;
    }
}
