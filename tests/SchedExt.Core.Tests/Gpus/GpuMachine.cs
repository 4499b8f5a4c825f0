using System.Globalization;

namespace SchedExt.Tests.Gpus;

/// <summary>A machine of four GPUs on two nodes with processes that come, open, close and go, and the counts that a kernel would keep of it.</summary>
internal sealed class GpuMachine
{
    private const int LowestId = 100;

    private static readonly string[] Nodes = ["0", "0", "1", "-1"];

    private readonly Dictionary<int, SortedSet<int>> open = [];
    private readonly Dictionary<int, long> starts = [];
    private readonly bool counts;
    private readonly int highestId;
    private int clock, uses, lastId = LowestId, descriptors;

    /// <param name="counts">Whether the kernel tells the last id and the driver's use count.</param>
    /// <param name="highestId">Behind this id the lowest free one follows.</param>
    public GpuMachine(bool counts, int highestId = 1 << 22)
    {
        this.counts = counts;
        this.highestId = highestId;
        for (int gpu = 0; gpu < Nodes.Length; gpu++)
        {
            string address = $"0000:{gpu + 1:x2}:00.0", device = $"sys/bus/pci/devices/{address}";
            Tree.Add($"proc/driver/nvidia/gpus/{address}/information", $"Model: \t\t NVIDIA H100\nBus Location: \t {address}\nDevice Minor: \t {gpu}\nGPU Excluded:\t No\n");
            Tree.Add($"{device}/numa_node", Nodes[gpu]);
            Tree.Add($"{device}/uevent", "DRIVER=nvidia\nPCI_CLASS=30200\n");
        }

        if (counts)
        {
            Tree.AddLink("proc/self", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }

        Tell();
    }

    public KernelTree Tree { get; } = [];

    public IEnumerable<int> Pids => open.Keys.Order();

    /// <summary>"pid@start: minors", of the processes that have a GPU open.</summary>
    public IEnumerable<string> Users => Pids.Where(pid => open[pid].Count > 0).Select(pid => $"{pid}@{starts[pid]}: {string.Join(' ', open[pid])}");

    public static IEnumerable<string> UsersIn(GpuProcessReader reader) => reader.Processes.Where(process => process.Gpus.Count > 0).OrderBy(process => process.Pid)
        .Select(process => $"{process.Pid}@{process.StartTime}: {string.Join(' ', process.Gpus.Select(gpu => gpu.Files[0]["/dev/nvidia".Length..]))}");

    /// <summary>A new process with the next free id, as alloc_pid gives it out.</summary>
    public int Start(int parent = 1)
    {
        int id = lastId;
        do
        {
            id = id >= highestId ? LowestId : id + 1;
        }
        while (open.ContainsKey(id));
        return StartAs(id, parent);
    }

    /// <summary>A new process with an id of its choice, as one that ended had it.</summary>
    public int StartAs(int pid, int parent = 1)
    {
        (open[pid], starts[pid]) = ([], ++clock);
        Tree.Add($"proc/{pid}/stat", $"{pid} (a ) (b) S {parent} 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 {clock} 0 0\n");
        Tree.Add($"proc/{pid}/status", $"Name:\ta\nTgid:\t{pid}\nPid:\t{pid}\n");
        Tree.AddLink($"proc/{pid}/fd/0", "/dev/null");
        lastId = pid;
        Tell();
        return pid;
    }

    public void Open(int pid, int gpu)
    {
        if (open[pid].Add(gpu))
        {
            uses++;
            Tree.AddLink($"proc/{pid}/fd/{gpu + 10}", $"/dev/nvidia{gpu}");
            Tell();
        }
    }

    public void OpenOther(int pid) => Tree.AddLink($"proc/{pid}/fd/{100 + ++descriptors}", "/tmp/data");

    public void Close(int pid, int gpu)
    {
        if (open[pid].Remove(gpu))
        {
            uses--;
            Tree.Remove($"proc/{pid}/fd/{gpu + 10}");
            Tell();
        }
    }

    public void End(int pid)
    {
        uses -= open[pid].Count;
        open.Remove(pid);
        Tree.Remove($"proc/{pid}");
        Tell();
    }

    private void Tell()
    {
        if (counts)
        {
            Tree["proc/loadavg"] = $"0.00 0.01 0.05 1/{open.Count} {lastId}\n";
            Tree["sys/module/nvidia/refcnt"] = $"{uses}\n";
        }
    }
}
