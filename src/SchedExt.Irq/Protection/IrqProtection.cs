namespace SchedExt.Irq;

/// <summary>A lease: while it lives, its CPUs are kept free of interrupts. Losing it without <see cref="Dispose"/> leaves them protected until the protector
/// is disposed.</summary>
/// <remarks>Made by <see cref="IrqProtector.Protect"/>. Equality: by reference. Thread safety: safe for any use from any thread; changes are serialised by the protector.</remarks>
public sealed class IrqProtection : IDisposable
{
    private readonly IrqProtector protector;

    internal IrqProtection(IrqProtector protector, CpuSet cpus, string owner)
    {
        this.protector = protector;
        Cpus = cpus;
        Owner = owner;
    }

    /// <summary>The CPUs of this lease. Others' leases may protect more.</summary>
    public CpuSet Cpus { get; internal set; }

    /// <summary>Who has it, for logs.</summary>
    public string Owner { get; }

    /// <summary>What became of each interrupt, by all leases together, as last looked.</summary>
    public IrqReport Report => protector.Report;

    /// <summary>Changes the CPUs of the lease. The same CPUs again write nothing.</summary>
    /// <param name="cpus">The CPUs; may be empty.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cpus"/> has a CPU that the machine can never have.</exception>
    /// <exception cref="ObjectDisposedException">The lease or its protector is disposed.</exception>
    /// <exception cref="IrqException">Affinities or the journal cannot be written. The lease has the CPUs that it had.</exception>
    /// <exception cref="KernelFileException">The machine cannot be read. The lease has the CPUs that it had.</exception>
    /// <exception cref="KernelFormatException">A file of the kernel is malformed. The lease has the CPUs that it had.</exception>
    public void Update(CpuSet cpus) => protector.Update(this, cpus);

    /// <summary>Ends the lease: what no other lease protects is given back. Does not throw; what fails is logged, and tried again at the next refresh.</summary>
    public void Dispose() => protector.Release(this);

    /// <summary>The lease for messages.</summary>
    /// <returns>Such as <c>nccl: 0-3</c>.</returns>
    public override string ToString() => $"{Owner}: {Cpus}";
}
