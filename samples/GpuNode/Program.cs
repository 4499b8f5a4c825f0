using SchedExt.Bpf;

// The scheduler of a GPU node in a few lines: whoever opens a GPU is at home on its NUMA node, with all children. Needs root.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

Preflight.Check().ThrowIfBlocked();
var scheduler = new AiNumaScheduler();
await using var host = new BpfSchedulerHost(scheduler);
using var gpus = new GpuAffinityTracker(scheduler);
gpus.Changed += change => Console.WriteLine($"process {change.Pid}: {(change.Node is { } node ? $"node {node}" : "no home")}");

Task<SchedulerExit> run = host.RunAsync(stop.Token);
await host.WaitUntilRunningAsync(stop.Token);
Console.WriteLine($"{scheduler.Name} runs; GPUs: {string.Join(", ", gpus.Devices)}");
Task following = gpus.RunAsync(stop.Token);
SchedulerExit exit = await run;
stop.Cancel();
await following;
Console.WriteLine(exit);
return exit.IsError ? 1 : 0;
