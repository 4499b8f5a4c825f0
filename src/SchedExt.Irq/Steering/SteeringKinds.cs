namespace SchedExt.Irq;

/// <summary>The masks beside affinities that send work to CPUs.</summary>
[Flags]
public enum SteeringKinds
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>The CPUs that go on with packets which a queue received: <c>rps_cpus</c> of each, and <c>net.core.rps_default_mask</c> for queues to come.</summary>
    ReceivedPackets = 1,

    /// <summary>The CPUs that send by a queue: <c>xps_cpus</c> of each, where a device has several.</summary>
    SentPackets = 2,

    /// <summary>The CPUs that unbound workqueues run on: <c>sys/devices/virtual/workqueue/cpumask</c>, and that of each queue which has one.</summary>
    Workqueues = 4,

    /// <summary>All of them.</summary>
    All = ReceivedPackets | SentPackets | Workqueues,
}
