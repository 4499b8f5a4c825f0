namespace SchedExt.Irq.Testing;

public sealed partial class KernelModelIrqFs
{
    private const string Net = "sys/class/net";

    /// <summary>Files that refuse to be read and written: <c>xps_cpus</c> of devices with one queue. Guarded by the gate.</summary>
    private readonly HashSet<string> withoutMask = [];

    /// <summary>The errors that writes of masks are refused with, by path. Guarded by the gate.</summary>
    private readonly Dictionary<string, Errno> maskRefusals = [];

    /// <summary>The number of the last network device; they are not given again. Guarded by the gate.</summary>
    private int lastDevice;

    /// <summary>Adds a network device, as a driver does when it is bound: its receive queues have the mask of <c>net.core.rps_default_mask</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="queues">How many queues it has for each direction, from 1.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty, or there is such a device.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="queues"/> is below 1.</exception>
    public void AddNetworkDevice(string name, int queues = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(queues, 1);
        lock (gate)
        {
            if (tree.Exists($"{Net}/{name}"))
            {
                throw new ArgumentException($"There is a device {name} already.", nameof(name));
            }

            PutMask(SteeringMask.ReceiveDefault, tree.TryReadText(SteeringMask.ReceiveDefault, out string? text) ? CpuSet.ParseMask(text) : default);
            tree[$"{Net}/{name}/ifindex"] = $"{++lastDevice}\n";
            for (int queue = 0; queue < queues; queue++)
            {
                PutMask($"{Net}/{name}/queues/rx-{queue}/rps_cpus", CpuSet.ParseMask(tree[SteeringMask.ReceiveDefault]) & online);
                PutMask($"{Net}/{name}/queues/tx-{queue}/xps_cpus", default);
                if (queues == 1)
                {
                    withoutMask.Add($"{Net}/{name}/queues/tx-{queue}/xps_cpus");
                }
            }
        }
    }

    /// <summary>Takes a network device away. One with the same name later is another one.</summary>
    /// <param name="name">Its name; nothing happens when there is none.</param>
    public void RemoveNetworkDevice(string name)
    {
        lock (gate)
        {
            tree.Remove($"{Net}/{name}");
            withoutMask.RemoveWhere(path => path.StartsWith($"{Net}/{name}/", StringComparison.Ordinal));
        }
    }

    /// <summary>Adds an unbound workqueue whose mask can be set, on all CPUs.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public void AddWorkqueue(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (gate)
        {
            if (!tree.Exists(SteeringMask.UnboundWork))
            {
                PutMask(SteeringMask.UnboundWork, possible);
            }

            PutMask($"sys/devices/virtual/workqueue/{name}/cpumask", possible);
        }
    }

    /// <summary>Lets each write of a mask fail.</summary>
    /// <param name="path">The file.</param>
    /// <param name="errno">The error; <see cref="Errno.None"/> ends it.</param>
    public void RefuseMask(string path, Errno errno)
    {
        lock (gate)
        {
            maskRefusals[path] = errno;
        }
    }

    /// <summary>Writes a mask as somebody else.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cpus">The CPUs.</param>
    /// <returns>The kernel's answer.</returns>
    public Errno WriteMaskBehind(string path, CpuSet cpus)
    {
        lock (gate)
        {
            return SetMask(path, cpus);
        }
    }

    /// <inheritdoc/>
    public IrqReading ReadMask(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        lock (gate)
        {
            return withoutMask.Contains(path) || !tree.TryReadText(path, out string? text) ? new IrqReading(Errno.ENOENT, default) : new IrqReading(Errno.None, CpuSet.ParseMask(text));
        }
    }

    /// <inheritdoc/>
    public IrqWriting WriteMask(string path, CpuSet cpus)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        lock (gate)
        {
            Errno errno = maskRefusals.GetValueOrDefault(path);
            errno = errno == Errno.None ? SetMask(path, cpus) : errno;
            WriteCount += errno == Errno.None ? 1 : 0;
            return new IrqWriting(errno, tree.Exists(path));
        }
    }

    /// <summary>Queues keep the CPUs that are online; the mask of all workqueues may not be empty.</summary>
    private Errno SetMask(string path, CpuSet cpus)
    {
        Errno errno = withoutMask.Contains(path) || !tree.Exists(path) ? Errno.ENOENT
            : !cpus.IsEmpty && cpus.Last > possible.Last ? Errno.EOVERFLOW
            : cpus.IsEmpty && path == SteeringMask.UnboundWork ? Errno.EINVAL
            : Errno.None;
        if (errno == Errno.None)
        {
            PutMask(path, path.StartsWith(Net, StringComparison.Ordinal) ? cpus & online : cpus);
        }

        return errno;
    }

    private void PutMask(string path, CpuSet cpus) => tree[path] = cpus.ToMaskString(possible.Last + 1) + "\n";
}
