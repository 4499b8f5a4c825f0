using System.Globalization;
using System.Runtime.InteropServices;
using SchedExt.Bpf;

// The scheduler of a GPU node. Containers keep their cpu.weight and cpu.max, each says how long its limit held it up; whoever opens a GPU is at
// home on its NUMA node, with all children. A pod whose node is known otherwise is named as an argument:
//     GpuNode /sys/fs/cgroup/kubepods.slice/pod1=0        Needs root.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// Where the kernel is too old to tell of limits, all but tasks of the policy SCHED_EXT stay with its own scheduler, which keeps them.
var scheduler = new AiNumaScheduler(new() { CpuLimits = CpuLimitPolicy.Partial });
foreach (string arg in args)
{
    if (arg.Split('=') is not [{ Length: > 0 } cgroup, { } text] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int node))
    {
        Console.Error.WriteLine($"GpuNode: '{arg}' is not CGROUP=NODE, as /sys/fs/cgroup/kubepods.slice/pod1=0 is");
        return 2;
    }

    scheduler.SetCgroupHome(cgroup, node);
}

PreflightReport preflight = Preflight.Check();
preflight.ThrowIfBlocked();
foreach (PreflightCheck change in preflight.Checks.Where(check => check.Status == PreflightStatus.Warning)) Console.WriteLine(change);

await using var host = new BpfSchedulerHost(scheduler);
using var gpus = new GpuAffinityTracker(scheduler);
gpus.Changed += change => Console.WriteLine($"process {change.Pid}: {(change.Node is { } node ? $"node {node}" : "no home")}");

Task<SchedulerExit> run = host.RunAsync(stop.Token);
await host.WaitUntilRunningAsync(stop.Token);
Console.WriteLine($"{scheduler.Name} runs; GPUs: {string.Join(", ", gpus.Devices)}");
Task following = gpus.RunAsync(stop.Token);
using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
while (await Task.WhenAny(run, timer.WaitForNextTickAsync().AsTask()) != run)
{
    foreach (AiNumaCgroupStatistics group in scheduler.ReadStatistics().Cgroups.Where(group => group.ThrottledPeriods > 0))
        Console.WriteLine($"{group.Path}: {group.Quota / group.Period:0.##} CPUs; throttled for {group.ThrottledTime} in {group.ThrottledPeriods} of {group.Periods} periods");
}

SchedulerExit exit = await run;
stop.Cancel();
await following;
Console.WriteLine(exit);
return exit.IsError ? 1 : 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
