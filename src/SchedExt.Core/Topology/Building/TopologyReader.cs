namespace SchedExt;

/// <summary>Joins what the directories tell into one snapshot, and checks that they agree where answers depend on it.</summary>
internal static class TopologyReader
{
    /// <summary>How often a snapshot is read anew because CPUs or nodes came or went meanwhile.</summary>
    private const int Attempts = 5;

    /// <summary>Reads until nothing came or went meanwhile; after a few attempts takes the last one.</summary>
    /// <param name="reader">Where the files are.</param>
    /// <param name="sequence">What stood before the reading: when it still does later on, the snapshot still holds.</param>
    public static NumaTopology Read(SysFsReader reader, out TopologySequence sequence)
    {
        sequence = TopologySequence.Read(reader);
        for (int attempt = 1; ; attempt++)
        {
            NumaTopology? topology = TryReadOnce(reader, mustSucceed: attempt == Attempts, sequence, out TopologySequence after);
            if (topology is not null && (after == sequence || attempt == Attempts))
            {
                return topology;
            }

            sequence = after;
        }
    }

    /// <summary>Reads once; null when the files were odd because CPUs came or went meanwhile.</summary>
    private static NumaTopology? TryReadOnce(SysFsReader reader, bool mustSucceed, TopologySequence before, out TopologySequence after)
    {
        try
        {
            NumaTopology topology = ReadOnce(reader);
            after = TopologySequence.Read(reader);
            return topology;
        }
        catch (Exception e) when (e is KernelFormatException or KernelFileException)
        {
            after = TopologySequence.Read(reader);
            if (mustSucceed || after == before)
            {
                throw;
            }

            return null;
        }
    }

    private static NumaTopology ReadOnce(SysFsReader reader)
    {
        List<NodeDirectory> directories = NodeDirectory.ReadAll(reader);
        CpuDirectory cpus = CpuDirectory.Read(reader, directories.Aggregate(CpuSet.Empty, (all, node) => all | node.Listed));
        int width = cpus.Possible.Last + 1;
        CoreTable cores = CoreTable.Read(reader, cpus.Online, width);
        CacheTable caches = CacheTable.Read(reader, cpus.Online, width);
        var indexes = new TopologyIndexes(width) { Cores = cores.CoreOf, Llcs = caches.LlcOf };
        return new NumaTopology(indexes)
        {
            Possible = cpus.Possible,
            Present = cpus.Present,
            Online = cpus.Online,
            Isolated = CpuDirectory.ReadIsolated(reader),
            NohzFull = CpuDirectory.ReadNohzFull(reader),
            Nodes = NodeTable.Make(reader, cpus, directories),
            Cores = cores.Cores,
            Packages = cores.Packages,
            Dies = cores.Dies,
            Caches = caches.Caches,
            Llcs = caches.LastLevel,
            Devices = PciDirectory.ReadAll(reader),
        }.WithIndexes(reader);
    }

    private static NumaTopology WithIndexes(this NumaTopology topology, SysFsReader reader)
    {
        TopologyIndexes indexes = topology.Indexes;
        foreach (NumaNode node in topology.Nodes)
        {
            indexes.Nodes.SetMissing(node.Cpus, node.Index);
        }

        for (int package = 0; package < topology.Packages.Count; package++)
        {
            indexes.Packages.SetMissing(topology.Packages[package].Cpus, package);
        }

        foreach (PciDevice device in topology.Devices)
        {
            indexes.Add(device);
        }

        CpuDirectory.ReadCapacities(reader, topology.Online, indexes.Capacities);
        return topology;
    }
}
