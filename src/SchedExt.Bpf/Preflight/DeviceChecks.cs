namespace SchedExt.Bpf;

/// <summary>Checks of devices that processes may be kept near to.</summary>
internal static class DeviceChecks
{
    /// <summary>On a machine of one node there is nothing to choose, and the firmware seldom tells a node.</summary>
    internal static PreflightCheck Gpus(KernelRoot root)
    {
        const string Name = "GPUs";
        IReadOnlyList<GpuDevice> gpus = GpuDeviceMap.Read(root).Devices;
        if (gpus.Count == 0) return new(Name, PreflightStatus.Passed, "none has a device file.");

        string[] lost = [.. gpus.Where(gpu => gpu.NodeId is null).Select(gpu => gpu.Address)];
        if (lost.Length > 0 && root.Exists("sys/devices/system/node/node1"))
            return new(Name, PreflightStatus.Warning, $"the firmware does not tell the node of {string.Join(", ", lost)}: processes that use them get no home by their GPU.");

        IEnumerable<string> byNode = gpus.GroupBy(gpu => gpu.NodeId).OrderBy(node => node.Key)
            .Select(node => $"{node.Count()} on {(node.Key is { } id ? $"node {id}" : "no node")}");
        return new(Name, PreflightStatus.Passed, $"{string.Join(", ", byNode)}; processes that use them can be kept at home there.");
    }
}
