using System.Runtime.InteropServices;

namespace SchedExt.ReferenceHost;

/// <summary>Turns the signals that ask for an end into a cancellation, so that the scheduler is detached and its exit printed.</summary>
internal sealed partial class StopSignals : IDisposable
{
    private const int SigInt = 2, SigTerm = 15;
    private const nint Default = 0; // SIG_DFL

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal StopSignals()
    {
        // A script's background jobs are started with SIGINT ignored, and the runtime leaves ignored signals so. Whoever sends
        // one to a scheduler means it. An ignored SIGHUP is nohup's wish, and stays.
        signal(SigInt, Default);
        signal(SigTerm, Default);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];
    }

    /// <summary>Cancelled by the first of them.</summary>
    internal CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }

    [LibraryImport("libc.so.6")]
    private static partial nint signal(int number, nint handler);
}
