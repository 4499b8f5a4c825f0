namespace SchedExt.Irq;

/// <summary>The affinities of a machine's interrupts, live: what the kernel does on a read or a write, error codes included.</summary>
/// <remarks>
/// <para>Error codes are data here: a refusal is the normal answer for many interrupts. <see cref="ProcIrqFs"/> is the real one,
/// <see cref="Testing.KernelModelIrqFs"/> behaves as the kernel does, for tests.</para>
/// <para>Thread safety: implementations are safe for any use from any thread. Equality: that of the implementation; of those here, by reference.</para>
/// </remarks>
public interface IIrqFs
{
    /// <summary>The other files of the same machine: CPUs, devices, identities and counters. Ask anew for each reading.</summary>
    KernelRoot Root { get; }

    /// <summary>Lists the interrupts (<c>proc/irq</c>).</summary>
    /// <returns>Their numbers, ascending.</returns>
    /// <exception cref="KernelFileException">The directory cannot be listed.</exception>
    IReadOnlyList<int> ListIrqs();

    /// <summary>Reads the affinity that was asked for (<c>proc/irq/N/smp_affinity</c>), CPUs that are offline included.</summary>
    /// <param name="irq">The interrupt's number.</param>
    /// <returns>The affinity, or the error: ENOENT when there is no such interrupt.</returns>
    IrqReading ReadAffinity(int irq);

    /// <summary>Reads the CPUs that take the interrupt (<c>proc/irq/N/effective_affinity</c>).</summary>
    /// <param name="irq">The interrupt's number.</param>
    /// <returns>The CPUs, or the error: ENOENT when there is no such interrupt, or the kernel does not tell.</returns>
    IrqReading ReadEffectiveAffinity(int irq);

    /// <summary>Writes the affinity of an interrupt, in one system call.</summary>
    /// <param name="irq">The interrupt's number.</param>
    /// <param name="cpus">The CPUs.</param>
    /// <returns>Whether the kernel took it, else why not.</returns>
    IrqWriting WriteAffinity(int irq, CpuSet cpus);

    /// <summary>Reads the affinity that new interrupts get (<c>proc/irq/default_smp_affinity</c>).</summary>
    /// <returns>The affinity, or the error.</returns>
    IrqReading ReadDefaultAffinity();

    /// <summary>Writes the affinity that new interrupts get.</summary>
    /// <param name="cpus">The CPUs.</param>
    /// <returns>Whether the kernel took it, else why not.</returns>
    IrqWriting WriteDefaultAffinity(CpuSet cpus);

    /// <summary>Reads another file that holds a mask of CPUs, such as <c>sys/class/net/eth0/queues/rx-0/rps_cpus</c>.</summary>
    /// <param name="path">The file, below <see cref="Root"/>.</param>
    /// <returns>The mask, or the error: ENOENT when there is no such file, and for <c>xps_cpus</c> of a device with one queue.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    IrqReading ReadMask(string path);

    /// <summary>Writes another file that holds a mask of CPUs, in one system call.</summary>
    /// <param name="path">The file, below <see cref="Root"/>.</param>
    /// <param name="cpus">The CPUs; the kernel may keep fewer of them.</param>
    /// <returns>Whether the kernel took it, else why not.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    IrqWriting WriteMask(string path, CpuSet cpus);
}
