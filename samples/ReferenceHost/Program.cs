using SchedExt.ReferenceHost;

// Waiting for a task spins first, on a CPU that the kernel may need for loading the scheduler. Waiting for an event sleeps.
using var ended = new ManualResetEvent(false);
Task<int> status = HostCommandLine.RunAsync(args, HostConsole.OfProcess());
_ = status.ContinueWith(_ => ended.Set(), TaskContinuationOptions.ExecuteSynchronously);
ended.WaitOne();
return status.GetAwaiter().GetResult();
