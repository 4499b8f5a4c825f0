using System.Runtime.InteropServices;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <content>Where processes are at home.</content>
public sealed partial class AiNumaScheduler
{
    /// <summary>The processes that have a home now.</summary>
    internal int HomeCount
    {
        get
        {
            lock (_lock) return _homes.ProcessCount;
        }
    }

    /// <summary>
    /// Says where a process is at home: the node of its GPU, say. Its threads
    /// wait in that node's queue and prefer its idle CPUs, while their affinity allows it. Nothing needs restoring: it is a hint,
    /// in force from each thread's next wake-up, kept across restarts while the process lives, and gone with the scheduler. Before the first start any node is
    /// taken; one that then turns out to have no CPUs is nobody's home.
    /// </summary>
    /// <param name="tgid">The process id, in the host's pid namespace. From another one, use the pidfd.</param>
    /// <param name="node">The kernel's id of a node that has CPUs; <see langword="null"/> takes the home away.</param>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive, or the running scheduler knows no such node with CPUs.</exception>
    /// <exception cref="BpfException">The kernel's table is full: 65,536 processes.</exception>
    public void SetHome(int tgid, int? node)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tgid, 1);
        lock (_lock)
        {
            CheckNode(node);
            _tables?.SetHome(tgid, node);
            _homes.Set(tgid, node);
        }
    }

    /// <summary>
    /// As <see cref="SetHome(int, int?)"/>, for the process of a pidfd: right in every pid namespace, and never another process that got
    /// the same id. It goes before a home by id, and a home by cgroup. The home ends with the process.
    /// </summary>
    /// <param name="pidfd">What <c>pidfd_open</c> gave; it is duplicated, so it may be closed at once.</param>
    /// <param name="node">The kernel's id of a node that has CPUs; <see langword="null"/> takes the home away.</param>
    /// <returns>Whether the process was still there, as far as the running scheduler knows.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pidfd"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The running scheduler knows no such node with CPUs.</exception>
    /// <exception cref="BpfException">It is no pidfd, or memory is short.</exception>
    public bool SetHome(SafeHandle pidfd, int? node)
    {
        ArgumentNullException.ThrowIfNull(pidfd);
        lock (_lock)
        {
            CheckNode(node);
            if (_tables?.SetHome(pidfd, node) == false) return false;
            _homes.Set(pidfd, node);
            return true;
        }
    }

    /// <summary>As <see cref="SetHome(int, int?)"/>, for all processes in a cgroup and in those below it, now and later. The nearest cgroup
    /// counts, and a home of the process goes before it.</summary>
    /// <param name="directory">The cgroup's directory, that of the pod, say, where the unified hierarchy is mounted.</param>
    /// <param name="node">The kernel's id of a node that has CPUs; <see langword="null"/> takes the home away.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The running scheduler knows no such node with CPUs.</exception>
    /// <exception cref="BpfException">There is no such directory, or the kernel's table is full: 16,384 cgroups.</exception>
    public void SetCgroupHome(string directory, int? node)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SetCgroupHome(ProcessFd.InodeOf(directory), node);
    }

    /// <summary>As <see cref="SetCgroupHome(string, int?)"/>, by the cgroup's id: for one whose directory is gone.</summary>
    /// <param name="cgroupId">The inode number of its directory. The kernel uses none twice.</param>
    /// <param name="node">The kernel's id of a node that has CPUs; <see langword="null"/> takes the home away.</param>
    /// <exception cref="ArgumentOutOfRangeException">The running scheduler knows no such node with CPUs.</exception>
    /// <exception cref="BpfException">The kernel's table is full: 16,384 cgroups.</exception>
    public void SetCgroupHome(ulong cgroupId, int? node)
    {
        lock (_lock)
        {
            CheckNode(node);
            _tables?.SetCgroupHome(cgroupId, node);
            _homes.SetCgroup(cgroupId, node);
        }
    }

    /// <summary>Could a process be at home there? Before the first start, nothing is known against it.</summary>
    internal bool KnowsNode(int node)
    {
        lock (_lock) return _tables?.HasNode(node) != false;
    }

    /// <summary>The home of a process that was named by its id.</summary>
    internal int? HomeOf(int tgid)
    {
        lock (_lock) return _homes.NodeOf(tgid);
    }

    /// <summary>Lets go of what is kept for processes that ended.</summary>
    internal void ForgetEndedProcesses()
    {
        lock (_lock) _homes.ForgetEnded();
    }

    private void CheckNode(int? node)
    {
        if (node is { } id && _tables?.HasNode(id) == false)
            throw new ArgumentOutOfRangeException(nameof(node), id, $"This machine has no NUMA node {id} with CPUs.");
    }
}
