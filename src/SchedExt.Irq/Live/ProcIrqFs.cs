using System.Runtime.Versioning;
using SchedExt.Irq.Native;

namespace SchedExt.Irq;

/// <summary>The affinities of this machine's interrupts, or of a directory that looks like one.</summary>
/// <remarks>
/// <para>Mirrors <c>proc/irq</c> (kernel/irq/proc.c). One open, one read or write and one close for each file, with one buffer; reading an
/// interrupt whose text has not changed allocates nothing.</para>
/// <para>Writing needs root: the files belong to it, and no capability is asked for. Thread safety: safe for any use from any thread; calls are serialised. Equality: by reference.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class ProcIrqFs : IIrqFs
{
    private readonly object gate = new();

    private readonly string prefix;

    private readonly AffinityFile defaultAffinity;

    /// <summary>The files of each interrupt that was asked for. Guarded by the gate.</summary>
    private readonly Dictionary<int, (AffinityFile Asked, AffinityFile Effective)> files = [];

    /// <summary>The other masks that were asked for, by their path. Guarded by the gate.</summary>
    private readonly Dictionary<string, AffinityFile> masks = new(StringComparer.Ordinal);

    /// <summary>Room for one text. Guarded by the gate.</summary>
    private byte[] buffer = new byte[4096];

    /// <summary>Makes access to a machine.</summary>
    /// <param name="root"><see cref="KernelRoot.Host"/>, or a directory by <see cref="KernelRoot.At"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="root"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="root"/> is no directory of this machine, so nothing can be written there.</exception>
    public ProcIrqFs(KernelRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        string directory = root.Directory ?? throw new ArgumentException($"{root} cannot be written to. For tests there is KernelModelIrqFs.", nameof(root));
        Root = root;
        prefix = Path.EndsInDirectorySeparator(directory) ? directory : directory + "/";
        defaultAffinity = new AffinityFile(prefix + IrqDirectory.DefaultAffinity);
    }

    /// <inheritdoc/>
    public KernelRoot Root { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> ListIrqs() => IrqDirectory.NumbersIn(Root, IrqDirectory.Proc);

    /// <inheritdoc/>
    public IrqReading ReadAffinity(int irq)
    {
        lock (gate)
        {
            return Forget(irq, FilesOf(irq).Asked.Read(ref buffer));
        }
    }

    /// <inheritdoc/>
    public IrqReading ReadEffectiveAffinity(int irq)
    {
        lock (gate)
        {
            return FilesOf(irq).Effective.Read(ref buffer);
        }
    }

    /// <inheritdoc/>
    public IrqWriting WriteAffinity(int irq, CpuSet cpus)
    {
        lock (gate)
        {
            return FilesOf(irq).Asked.Write(cpus, ref buffer);
        }
    }

    /// <inheritdoc/>
    public IrqReading ReadDefaultAffinity()
    {
        lock (gate)
        {
            return defaultAffinity.Read(ref buffer);
        }
    }

    /// <inheritdoc/>
    public IrqWriting WriteDefaultAffinity(CpuSet cpus)
    {
        lock (gate)
        {
            return defaultAffinity.Write(cpus, ref buffer);
        }
    }

    /// <inheritdoc/>
    public IrqReading ReadMask(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        lock (gate)
        {
            IrqReading reading = MaskAt(path).Read(ref buffer);
            if (reading.Errno == Errno.ENOENT)
            {
                masks.Remove(path);
            }

            return reading;
        }
    }

    /// <inheritdoc/>
    public IrqWriting WriteMask(string path, CpuSet cpus)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        lock (gate)
        {
            return MaskAt(path).Write(cpus, ref buffer);
        }
    }

    /// <summary>Names the machine in messages.</summary>
    /// <returns>The directory.</returns>
    public override string ToString() => prefix;

    private AffinityFile MaskAt(string path)
    {
        if (!masks.TryGetValue(path, out AffinityFile? file))
        {
            masks[path] = file = new AffinityFile(prefix + path);
        }

        return file;
    }

    private (AffinityFile Asked, AffinityFile Effective) FilesOf(int irq)
    {
        if (!files.TryGetValue(irq, out (AffinityFile, AffinityFile) found))
        {
            string path = $"{prefix}{IrqDirectory.Proc}/{irq}/";
            files[irq] = found = (new AffinityFile(path + IrqDirectory.Mask), new AffinityFile(path + IrqDirectory.EffectiveMask));
        }

        return found;
    }

    /// <summary>What is kept of interrupts that are gone would grow with each driver that is bound again.</summary>
    private IrqReading Forget(int irq, IrqReading reading)
    {
        if (reading.Errno == Errno.ENOENT)
        {
            files.Remove(irq);
        }

        return reading;
    }
}
