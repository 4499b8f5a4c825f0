using FsCheck;
using FsCheck.Fluent;

namespace SchedExt.Bpf.Tests;

public sealed class AiNumaTopologyProperties
{
    /// <summary>A machine: gaps between node ids, which nodes have a CPU, and a distance for each pair, few values so that there are ties.</summary>
    private static readonly Gen<(int[] Gaps, bool[] HasCpu, int[] Distances)> s_machine =
        from nodes in Gen.Choose(1, 9)
        from gaps in Gen.ArrayOf(Gen.Choose(1, 3), nodes)
        from hasCpu in Gen.ArrayOf(Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false))), nodes)
        from distances in Gen.ArrayOf(Gen.Elements(11, 12, 20, 254), nodes * nodes)
        select (gaps, hasCpu, distances);

    [Fact]
    public void Near_AnyMachine_EachRowIsAllOthersFromNearToFarInGroups() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400),
        Prop.ForAll(Arb.From(s_machine), machine =>
        {
            machine.HasCpu[0] = true;
            (int Id, string Cpus, string Distances)[] nodes = [.. Nodes(machine.Gaps, machine.HasCpu, machine.Distances)];
            NumaTopology topology = NumaTopology.Read(Shape.Tree($"0-{nodes.Length - 1}", nodes));
            AiNumaTopology made = AiNumaTopology.From(topology);
            return Enumerable.Range(0, made.NodeIds.Length).All(slot => IsRight(topology, made, slot));
        }));

    private static IEnumerable<(int Id, string Cpus, string Distances)> Nodes(int[] gaps, bool[] hasCpu, int[] distances)
    {
        int id = -1, count = gaps.Length;
        for (int i = 0; i < count; i++)
        {
            id += gaps[i];
            yield return (id, hasCpu[i] ? $"{i}" : "", string.Join(' ', Enumerable.Range(0, count).Select(j => i == j ? 10 : distances[i * count + j])));
        }
    }

    private static bool IsRight(NumaTopology topology, AiNumaTopology made, int slot)
    {
        AiNumaLayout.Near[] row = made.Entries(slot);
        int[] distances = [.. row.Select(entry => topology.FindNode(made.NodeIds[slot])!.Distances![made.NodeIds[entry.Llc]])];
        return row.Select(entry => (int)entry.Llc).Order().SequenceEqual(Enumerable.Range(0, made.NodeIds.Length).Where(other => other != slot))
            && distances.SequenceEqual(distances.Order())
            && row.Index().All(entry => entry.Item.First == Array.IndexOf(distances, distances[entry.Index])
                && entry.Item.Length == distances.Count(distance => distance == distances[entry.Index]));
    }
}
