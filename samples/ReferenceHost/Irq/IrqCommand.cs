using System.CommandLine;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext irq</c>: the commands about interrupts.</summary>
internal static class IrqCommand
{
    internal static Command Create(HostConsole console) => new("irq", "Keeps device interrupts off CPUs, and proves it.")
    {
        IrqListCommand.Create(console),
        IrqPlanCommand.Create(console),
        IrqWatchCommand.Create(console),
        IrqRestoreCommand.Create(console),
        IrqAuditCommand.Create(console),
    };
}
