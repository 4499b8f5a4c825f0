using System.Text.RegularExpressions;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

[Machine(Machines.TwoNodes)]
public sealed class DumpTests
{
    private const string Trace = "/sys/kernel/tracing", Event = $"{Trace}/events/sched_ext/sched_ext_dump/enable";

    /// <summary>SysRq-D writes the dump of a running scheduler to the trace (Documentation/scheduler/sched-ext.rst).</summary>
    [Fact]
    public async Task Dump_OfARunningScheduler_ExplainsQueuesAndTasks()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        using Load load = Load.Hogs(8, 0, 1, 2, 3);
        File.WriteAllText(Event, "1");
        try
        {
            await Until.TrueAsync(
                () =>
                {
                    File.WriteAllText("/proc/sysrq-trigger", "D");
                    return File.ReadAllText($"{Trace}/trace").Contains("pinned waiting", StringComparison.Ordinal);
                },
                "a dump with a busy CPU");
            string dump = await File.ReadAllTextAsync($"{Trace}/trace", TestContext.Current.CancellationToken);
            foreach (string line in (string[])[@"LLC \d+: node 1, \d CPUs online, \d+ waiting, weight \d+, credit", @"LLC \d+, runs [0-2] .*, \d+ pinned waiting", "home [01] .* ns from its clock",
                @"counted: local \d+, queue \d+, pinned \d+, preempt \d+"])
                Regex.IsMatch(dump, line).Should().BeTrue("'{0}' should be in it", line);
        }
        finally
        {
            File.WriteAllText(Event, "0");
        }
    }
}
