using Xunit.Sdk;
using Xunit.v3;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>Tests that plug CPUs come after all others of their class: once a CPU was unplugged QEMU 7.2 crashes when memory is plugged in (double free, with -accel tcg).</summary>
internal sealed class CpusLastOrderer : ITestCaseOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase =>
        [.. testCases.OrderBy(test => test.TestMethodName!.Contains("Cpu", StringComparison.Ordinal))];
}
