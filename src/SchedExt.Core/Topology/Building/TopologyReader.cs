namespace SchedExt;

/// <summary>Joins what the directories tell into one snapshot, and checks that they agree where answers depend on it.</summary>
internal static class TopologyReader
{
    /// <summary>How often a snapshot is read anew because CPUs or nodes came or went meanwhile.</summary>
    private const int Attempts = 5;

    /// <summary>Reads until nothing came or went meanwhile; after a few attempts takes the last one.</summary>
    /// <param name="reader">Where the files are.</param>
    /// <param name="parts">What to read beside CPUs and nodes.</param>
    /// <param name="sequence">What stood before the reading: when it still does later on, the snapshot still holds.</param>
    public static NumaTopology Read(SysFsReader reader, NumaTopologyParts parts, out TopologySequence sequence)
    {
        sequence = TopologySequence.Read(reader);
        for (int attempt = 1; ; attempt++)
        {
            NumaTopology? topology = TryReadOnce(reader, parts, mustSucceed: attempt == Attempts, sequence, out TopologySequence after);
            if (topology is not null && (after == sequence || attempt == Attempts))
            {
                return topology;
            }

            sequence = after;
        }
    }

    /// <summary>Reads once; null when the files were odd because CPUs came or went meanwhile.</summary>
    private static NumaTopology? TryReadOnce(SysFsReader reader, NumaTopologyParts parts, bool mustSucceed, TopologySequence before, out TopologySequence after)
    {
        try
        {
            NumaTopology topology = ReadOnce(reader, parts);
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

    private static NumaTopology ReadOnce(SysFsReader reader, NumaTopologyParts parts)
    {
        List<NodeDirectory> directories = NodeDirectory.ReadAll(reader);
        CpuDirectory cpus = CpuDirectory.Read(reader, directories.Aggregate(CpuSet.Empty, (all, node) => all | node.Listed));
        int width = cpus.Possible.Last + 1;
        CoreTable cores = CoreTable.Read(reader, parts.HasFlag(NumaTopologyParts.Cores) ? cpus.Online : default, width);
        CacheTable caches = CacheTable.Read(reader, parts.HasFlag(NumaTopologyParts.Caches) ? cpus.Online : default);
        LastLevelTable lastLevel = LastLevelTable.Make(caches, width);
        var indexes = new TopologyIndexes(width) { Cores = cores.CoreOf, Llcs = lastLevel.LlcOf };
        return new NumaTopology(indexes)
        {
            Parts = parts,
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
            Llcs = lastLevel.Caches,
            Devices = parts.HasFlag(NumaTopologyParts.Devices) ? PciDirectory.ReadAll(reader) : [],
        }.WithIndexes(reader);
    }

    private static NumaTopology WithIndexes(this NumaTopology topology, SysFsReader reader)
    {
        TopologyIndexes indexes = topology.Indexes;
        foreach (NumaNode node in topology.Nodes)
        {
            indexes.Add(node);
        }

        for (int package = 0; package < topology.Packages.Count; package++)
        {
            indexes.Packages.SetMissing(topology.Packages[package].Cpus, package);
        }

        foreach (PciDevice device in topology.Devices)
        {
            indexes.Add(device);
        }

        if (topology.Parts.HasFlag(NumaTopologyParts.Cores))
        {
            CpuDirectory.ReadCapacities(reader, topology.Online, indexes.Capacities);
        }

        return topology;
    }
}
