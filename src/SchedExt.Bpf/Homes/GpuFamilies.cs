namespace SchedExt.Bpf;

/// <summary>
/// Decides where processes are at home: on the node of the GPUs that they have open; without any, where their parent is; one with GPUs
/// of two nodes, or of a node that is not known, nowhere. Pure: fed with scans. Not thread-safe.
/// </summary>
internal sealed class GpuFamilies
{
    private readonly Dictionary<int, Member> _members = [];

    /// <summary>Takes over what a scan found.</summary>
    /// <returns>The processes whose home changed, as it is now; those that ended first. One may come twice: the last word counts.</returns>
    internal List<GpuHomeChange> Apply(GpuScan scan)
    {
        List<GpuHomeChange> changes = [];
        foreach (GpuProcess ended in scan.Ended) Remove(ended, changes);
        foreach (GpuProcess changed in scan.Changed) Put(changed);
        foreach (GpuProcess changed in scan.Changed) Adopt(_members[changed.Pid]);
        foreach (GpuProcess changed in scan.Changed) Decide(_members[changed.Pid], changes);
        return changes;
    }

    private void Remove(GpuProcess ended, List<GpuHomeChange> changes)
    {
        if (!_members.Remove(ended.Pid, out Member? member)) return;
        if (member.Home is not null) changes.Add(new GpuHomeChange(ended.Pid, null, ended.Gpus, HasEnded: true));
        member.Parent?.Children.Remove(member);
        // Whoever survives its parent stays where that one brought it.
        foreach (Member child in member.Children) child.Parent = null;
    }

    private void Put(GpuProcess process)
    {
        if (_members.TryGetValue(process.Pid, out Member? known)) known.Process = process;
        else _members[process.Pid] = new Member(process) { IsNew = true };
    }

    // A parent may stand behind its child in a scan, and one that started later has only got the parent's id.
    private void Adopt(Member child)
    {
        if (!child.IsNew) return;
        child.IsNew = false;
        if (!_members.TryGetValue(child.Process.ParentPid, out Member? parent) || parent == child || parent.Process.StartTime > child.Process.StartTime) return;
        child.Parent = parent;
        parent.Children.Add(child);
    }

    private static void Decide(Member first, List<GpuHomeChange> changes)
    {
        var open = new Stack<Member>([first]);
        while (open.TryPop(out Member? member))
        {
            int? home = HomeOf(member);
            member.IsInherited = member.Process.Gpus.Count == 0;
            bool moved = home != member.Home;
            // The first is here because its GPUs are others than before.
            if (moved || (member == first && home is not null)) changes.Add(new GpuHomeChange(member.Process.Pid, home, member.Process.Gpus, HasEnded: false));
            member.Home = home;
            if (!moved) continue;
            foreach (Member child in member.Children)
            {
                if (child.Process.Gpus.Count == 0) open.Push(child);
            }
        }
    }

    private static int? HomeOf(Member member)
    {
        IReadOnlyList<GpuDevice> gpus = member.Process.Gpus;
        if (gpus.Count > 0) return gpus.All(gpu => gpu.NodeId == gpus[0].NodeId) ? gpus[0].NodeId : null;
        if (member.Parent is { } parent) return parent.Home;
        return member.IsInherited ? member.Home : null;
    }

    /// <summary>A process within its family.</summary>
    private sealed class Member(GpuProcess process)
    {
        internal GpuProcess Process { get; set; } = process;

        internal Member? Parent { get; set; }

        internal HashSet<Member> Children { get; } = [];

        internal int? Home { get; set; }

        /// <summary>Is its home its parent's?</summary>
        internal bool IsInherited { get; set; } = true;

        internal bool IsNew { get; set; }
    }
}
