namespace SchedExt.Bpf.Tests;

public class LimitedCgroupsTests
{
    [Fact]
    public void Find_UnifiedHierarchy_ListsThoseWithAQuota()
        => LimitedCgroups.Find(new KernelTree
        {
            { "sys/fs/cgroup/cgroup.controllers", "cpu\n" },
            { "sys/fs/cgroup/pods/cgroup.controllers", "cpu\n" },
            { "sys/fs/cgroup/pods/cpu.max", "max 100000\n" },
            { "sys/fs/cgroup/pods/one/cgroup.controllers", "cpu\n" },
            { "sys/fs/cgroup/pods/one/cpu.max", "50000 100000\n" },
        }).Should().Equal("/pods/one (50000 100000)");

    [Fact]
    public void Find_OlderHierarchy_ListsThoseWithAQuota()
        => LimitedCgroups.Find(new KernelTree
        {
            { "sys/fs/cgroup/unified/cgroup.controllers", "" },
            { "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n" },
            { "sys/fs/cgroup/cpu/pods/cpu.cfs_quota_us", "-1\n" },
            { "sys/fs/cgroup/cpu/pods/one/cpu.cfs_quota_us", "50000\n" },
            { "sys/fs/cgroup/cpu/pods/one/cpu.cfs_period_us", "100000\n" },
        }).Should().Equal("/pods/one (50000 100000)");

    [Fact]
    public void Find_NoCgroups_IsEmpty() => LimitedCgroups.Find(new KernelTree()).Should().BeEmpty();
}
