using System.Diagnostics;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>Waits for a condition, with a bound. No assertion library in here: on a full emulated machine its messages take minutes.</summary>
internal static class Until
{
    /// <summary>Polls until <paramref name="condition"/> holds.</summary>
    internal static Task TrueAsync(Func<bool> condition, string what, int seconds = 60) => TrueAsync(condition, () => what, seconds);

    /// <summary>The same, with words of what is so instead.</summary>
    internal static async Task TrueAsync(Func<bool> condition, Func<string> what, int seconds = 60)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed.TotalSeconds > seconds) throw new TimeoutException($"Waited {seconds} s for {what()}.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
