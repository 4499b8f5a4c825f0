namespace SchedExt;

public sealed partial class NumaTopology
{
    /// <summary>The node of each CPU, by number.</summary>
    private readonly CpuNodeTable nodeOfCpu;

    /// <summary>The answers of <see cref="NearestNodes"/> by node index, each made when first asked for; a race makes it twice.</summary>
    private readonly NumaNode[]?[] nearest;

    /// <summary>Finds a node by its id.</summary>
    /// <param name="id">Any number.</param>
    /// <returns>The node, or null when no online node has this id.</returns>
    public NumaNode? FindNode(int id)
    {
        int low = 0, high = Nodes.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Nodes[middle].Id == id)
            {
                return Nodes[middle];
            }

            (low, high) = Nodes[middle].Id < id ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>Finds the node of a CPU, online or not, in constant time.</summary>
    /// <remarks>Where nodes overlap, as some firmware has them, it is the one with the lowest id.</remarks>
    /// <param name="cpu">Any number.</param>
    /// <returns>The node, or null when the kernel does not tell or there is no such CPU.</returns>
    public NumaNode? NodeOf(int cpu) => nodeOfCpu.Find(cpu) is var index and >= 0 ? Nodes[index] : null;

    /// <summary>Lists all nodes from near to far: the node itself first, the others by ascending distance, equal ones by id.</summary>
    /// <remarks>Nodes whose distance is unknown come last. The list is kept: asking again costs nothing.</remarks>
    /// <param name="nodeId">The id of an online node.</param>
    /// <returns>All of <see cref="Nodes"/>, each once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No online node has this id.</exception>
    public IReadOnlyList<NumaNode> NearestNodes(int nodeId)
    {
        NumaNode from = FindNode(nodeId)
            ?? throw new ArgumentOutOfRangeException(nameof(nodeId), nodeId, $"The machine has the nodes {string.Join(", ", Nodes.Select(node => node.Id))}.");
        return nearest[from.Index] ??= [.. Nodes.OrderBy(node => node == from ? -1 : from.Distances?.GetValueOrDefault(node.Id, int.MaxValue) ?? int.MaxValue)];
    }
}
