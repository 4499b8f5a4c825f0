using SchedExt.Bpf.Handles;

namespace SchedExt.Bpf;

/// <summary>
/// A lease: losing it detaches the scheduler, and the kernel goes back to its own. It ends by <see cref="Dispose"/>, with the
/// process however that dies, and with a finaliser when it is forgotten. Thread-safe.
/// </summary>
public sealed class SchedulerAttachment : IDisposable
{
    private readonly BpfLinkHandle _link;

    internal SchedulerAttachment(BpfLinkHandle link) => _link = link;

    /// <summary>Detaches. When it returns the kernel's own scheduler runs every task.</summary>
    public void Dispose() => _link.Dispose();
}
