// The kernel has one root scheduler at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// What hotplug does to the topology is looked at before any scheduler was loaded: Linux 6.18 may hang on hotplug afterwards.
[assembly: TestCollectionOrderer(typeof(SchedExt.Vm.Tests.Harness.TopologyFirst))]
