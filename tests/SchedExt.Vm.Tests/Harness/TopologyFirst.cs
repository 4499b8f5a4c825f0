using Xunit.Sdk;
using Xunit.v3;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>Runs the tests of the topology, which load nothing into the kernel, before all others.</summary>
public sealed class TopologyFirst : ITestCollectionOrderer
{
    private const string Topology = "SchedExt.Vm.Tests.Core.";

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
        => [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderBy(collection => collection.TestCollectionDisplayName.Contains(Topology) ? 0 : 1)];
}
