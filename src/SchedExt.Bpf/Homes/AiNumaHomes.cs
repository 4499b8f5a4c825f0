using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>The homes that a host named, kept for restarts. Not thread-safe.</summary>
internal sealed class AiNumaHomes
{
    private readonly Dictionary<int, int> _processes = [];
    private readonly Dictionary<ulong, int> _cgroups = [];

    /// <summary>By the identity of a process: a descriptor of ours, and its node.</summary>
    private readonly Dictionary<ulong, (SafeFileHandle Pidfd, int Node)> _pidfds = [];

    /// <summary>The processes that have a home, by either way of naming them.</summary>
    internal int ProcessCount => _processes.Count + _pidfds.Count;

    /// <summary>The node of a process that was named by its id.</summary>
    internal int? NodeOf(int tgid) => _processes.TryGetValue(tgid, out int node) ? node : null;

    internal void Set(int tgid, int? node) => Set(_processes, tgid, node);

    internal void SetCgroup(ulong id, int? node) => Set(_cgroups, id, node);

    internal void Set(SafeHandle pidfd, int? node)
    {
        ulong identity = ProcessFd.Identity(pidfd);
        if (_pidfds.TryGetValue(identity, out (SafeFileHandle Pidfd, int Node) known)) known.Pidfd.Dispose();
        if (node is { } home) _pidfds[identity] = (ProcessFd.Duplicate(pidfd), home);
        else _pidfds.Remove(identity);
    }

    /// <summary>Forgets processes that ended. The kernel does so by itself; this is for the next start, and for descriptors.</summary>
    internal void ForgetEnded()
    {
        KeyValuePair<ulong, (SafeFileHandle Pidfd, int Node)>[] all = [.. _pidfds];
        bool[] ended = ProcessFd.HaveEnded([.. all.Select(pair => pair.Value.Pidfd)]);
        for (int i = 0; i < all.Length; i++)
        {
            if (!ended[i]) continue;
            _pidfds.Remove(all[i].Key);
            all[i].Value.Pidfd.Dispose();
        }
    }

    /// <summary>Gives a new object all that was named.</summary>
    internal void GiveTo(AiNumaTables tables)
    {
        ForgetEnded();
        foreach ((int tgid, int node) in _processes) tables.SetHome(tgid, node);
        foreach ((SafeFileHandle pidfd, int node) in _pidfds.Values) tables.SetHome(pidfd, node);
        foreach ((ulong id, int node) in _cgroups) tables.SetCgroupHome(id, node);
    }

    private static void Set<TKey>(Dictionary<TKey, int> homes, TKey key, int? node) where TKey : notnull
    {
        if (node is { } home) homes[key] = home;
        else homes.Remove(key);
    }
}
