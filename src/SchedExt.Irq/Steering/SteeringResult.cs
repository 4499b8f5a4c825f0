namespace SchedExt.Irq;

/// <summary>What became of one steering mask while CPUs are protected.</summary>
/// <remarks>Equality: by content. Order: none. <c>default</c> means nothing. Thread safety: immutable.</remarks>
/// <param name="Kind">What it steers.</param>
/// <param name="Path">The file, below the root: <c>sys/class/net/eth0/queues/rx-0/rps_cpus</c>.</param>
/// <param name="Outcome"><see cref="IrqOutcome.Moved"/>: it was changed and is off the protected CPUs; <see cref="IrqOutcome.Unchanged"/>: it was off them;
/// <see cref="IrqOutcome.Denied"/>: this process may not write it; <see cref="IrqOutcome.Deferred"/>: the kernel refused, it is tried again later;
/// <see cref="IrqOutcome.LeftAlone"/>: somebody else's mask that does no harm, or no CPU is unprotected; <see cref="IrqOutcome.Vanished"/>: it is gone.</param>
/// <param name="Errno">What the kernel answered to the last write; <see cref="Errno.None"/> when it took it or nothing was written.</param>
/// <param name="Home">The mask before it was first changed.</param>
/// <param name="Cpus">The mask that is there.</param>
public readonly record struct SteeringResult(SteeringKinds Kind, string Path, IrqOutcome Outcome, Errno Errno, CpuSet Home, CpuSet Cpus)
{
    /// <summary>The result in one line.</summary>
    /// <returns>Such as <c>sys/class/net/eth0/queues/rx-0/rps_cpus: Moved, 0-7 became 4-7</c>.</returns>
    public override string ToString() => $"{Path}: {Outcome}{(Errno == Errno.None ? "" : $" ({Errno})")}, {Home} became {Cpus}";
}
