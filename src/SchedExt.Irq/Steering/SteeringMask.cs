namespace SchedExt.Irq;

/// <summary>One file that holds a steering mask.</summary>
/// <param name="Kind">What it steers.</param>
/// <param name="Path">Where it is now.</param>
/// <param name="Key">What it is: a device's number instead of its name, which may be given to another one.</param>
internal readonly record struct SteeringMask(SteeringKinds Kind, string Path, string Key)
{
    /// <summary>The mask that receive queues to come take.</summary>
    public const string ReceiveDefault = "proc/sys/net/core/rps_default_mask";

    /// <summary>The mask within which all unbound workqueues run.</summary>
    public const string UnboundWork = WorkqueueDirectory + "/cpumask";

    private const string NetDirectory = "sys/class/net", WorkqueueDirectory = "sys/devices/virtual/workqueue";

    /// <summary>Whether it takes what is new of its kind.</summary>
    public bool IsDefault => Path == ReceiveDefault;

    /// <summary>Whether the kernel keeps of a written mask only the CPUs that are online.</summary>
    /// <remarks>Kernel: <c>netdev_rx_queue_set_rps_mask()</c> and <c>__netif_set_xps_queue()</c> in net/core.</remarks>
    public bool IsNarrowed => Kind != SteeringKinds.Workqueues && !IsDefault;

    /// <summary>The masks of a machine, in an order that does not depend on names that change.</summary>
    public static List<SteeringMask> Find(KernelRoot root, SteeringKinds kinds)
    {
        List<SteeringMask> found = [];
        if ((kinds & SteeringKinds.ReceivedPackets) != 0)
        {
            found.Add(new SteeringMask(SteeringKinds.ReceivedPackets, ReceiveDefault, ReceiveDefault));
        }

        if ((kinds & SteeringKinds.Workqueues) != 0)
        {
            found.Add(new SteeringMask(SteeringKinds.Workqueues, UnboundWork, UnboundWork));
            AddBelow(found, root, WorkqueueDirectory, "cpumask", SteeringKinds.Workqueues, path => path);
        }

        foreach (string device in (kinds & ~SteeringKinds.Workqueues) == 0 ? [] : root.ListDirectory(NetDirectory))
        {
            string directory = $"{NetDirectory}/{device}";
            if (root.TryReadText(directory + "/ifindex", out string? index))
            {
                string KeyOf(string path) => $"net {index.Trim()}{path[directory.Length..]}";
                AddBelow(found, root, directory + "/queues", "rps_cpus", kinds & SteeringKinds.ReceivedPackets, KeyOf);
                AddBelow(found, root, directory + "/queues", "xps_cpus", kinds & SteeringKinds.SentPackets, KeyOf);
            }
        }

        return found;
    }

    private static void AddBelow(List<SteeringMask> found, KernelRoot root, string directory, string file, SteeringKinds kind, Func<string, string> keyOf)
    {
        foreach (string name in kind == SteeringKinds.None ? [] : root.ListDirectory(directory))
        {
            string path = $"{directory}/{name}/{file}";
            if (root.Exists(path))
            {
                found.Add(new SteeringMask(kind, path, keyOf(path)));
            }
        }
    }
}
