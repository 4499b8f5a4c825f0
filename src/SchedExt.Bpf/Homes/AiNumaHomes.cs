using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>The homes that a host named, kept for restarts. Not thread-safe.</summary>
internal sealed class AiNumaHomes
{
    /// <summary>What <c>/proc/self/ns/pid</c> is in the namespace of all processes (PROC_PID_INIT_INO of include/linux/proc_ns.h). In another one an id is somebody else's here.</summary>
    private const string FirstNamespace = "pid:[4026531836]";

    /// <summary>By process id: the node, and when the process started, if that can be told.</summary>
    private readonly Dictionary<int, (int Node, string? Started)> _processes = [];
    private readonly Dictionary<ulong, int> _cgroups = [];

    /// <summary>By the identity of a process: a descriptor of ours, and its node.</summary>
    private readonly Dictionary<ulong, (SafeFileHandle Pidfd, int Node)> _pidfds = [];

    /// <summary>The processes that have a home, by either way of naming them.</summary>
    internal int ProcessCount => _processes.Count + _pidfds.Count;

    /// <summary>The node of a process that was named by its id.</summary>
    internal int? NodeOf(int tgid) => _processes.TryGetValue(tgid, out (int Node, string?) known) ? known.Node : null;

    internal void Set(int tgid, int? node)
    {
        if (node is { } home) _processes[tgid] = (home, StartOf(tgid));
        else _processes.Remove(tgid);
    }

    internal void SetCgroup(ulong id, int? node)
    {
        if (node is { } home) _cgroups[id] = home;
        else _cgroups.Remove(id);
    }

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

        foreach ((int tgid, (int _, string? started)) in _processes.ToArray())
        {
            if (started is not null && StartOf(tgid) != started) _processes.Remove(tgid);
        }
    }

    /// <summary>Gives a new object all that was named.</summary>
    internal void GiveTo(AiNumaTables tables)
    {
        ForgetEnded();
        foreach ((int tgid, (int node, string? _)) in _processes) tables.SetHome(tgid, node);
        foreach ((SafeFileHandle pidfd, int node) in _pidfds.Values) tables.SetHome(pidfd, node);
        foreach ((ulong id, int node) in _cgroups) tables.SetCgroupHome(id, node);
    }

    /// <summary>When a process started (the 22nd word of <c>/proc/PID/stat</c>; the second may hold blanks and brackets). Null where that is not known.</summary>
    private static string? StartOf(int tgid)
    {
        KernelRoot host = KernelRoot.Host;
        if (host.ReadLink("proc/self/ns/pid") != FirstNamespace || !host.TryReadText($"proc/{tgid}/stat", out string? stat)) return null;
        string[] words = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 19 ? words[19] : null;
    }
}
