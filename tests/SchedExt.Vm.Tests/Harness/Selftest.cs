namespace SchedExt.Vm.Tests.Harness;

/// <summary>The objects of bpf/selftests, compiled beside this assembly.</summary>
internal static class Selftest
{
    /// <summary>Path of an object: "global_fifo".</summary>
    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "bpf", name + ".bpf.o");

    /// <summary>A scheduler from an object.</summary>
    internal static SchedulerObject Scheduler(string name, params (string Variable, long Value)[] readOnlyData) =>
        SchedulerObject.FromFile(PathOf(name), new SchedulerOptions { ReadOnlyData = readOnlyData.ToDictionary(pair => pair.Variable, pair => pair.Value) });
}
