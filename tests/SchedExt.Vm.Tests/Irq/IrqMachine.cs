using SchedExt.Irq;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>Settings of a protector for a test: a state directory of its own.</summary>
internal static class IrqMachine
{
    internal const string State = "/run/schedext-irq-tests";

    internal static readonly CpuSet FirstFour = CpuSet.Parse("0-3");

    internal static IrqProtectorOptions Options => new() { StateDirectory = State, RefreshInterval = TimeSpan.FromSeconds(1) };
}
