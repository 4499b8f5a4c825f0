// The kernel has one root scheduler at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
