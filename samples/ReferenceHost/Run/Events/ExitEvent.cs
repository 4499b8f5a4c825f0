using System.Text.Json.Serialization;
using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The end of a run; the last event.</summary>
/// <param name="Kind">Why, by the kernel's kinds.</param>
/// <param name="Code">The exit code, 0 unless a program or the kernel gave one.</param>
/// <param name="Reason">The kernel's words for the kind.</param>
/// <param name="Message">Details; often empty.</param>
/// <param name="RestartBudgetSpent">A restart was asked for, and too many had been done.</param>
/// <param name="DumpFile">Where the kernel's dump is; <see langword="null"/> if there is none.</param>
internal sealed record ExitEvent(string Kind, long Code, string Reason, string Message, bool RestartBudgetSpent, string? DumpFile) : RunEvent
{
    /// <summary>Was it an orderly end?</summary>
    [JsonIgnore]
    public bool IsOrderly { get; private init; }

    internal static ExitEvent From(SchedulerExit exit, KeptFile? dump) =>
        new(exit.Kind.ToString(), exit.Code.Value, exit.Reason, exit.Message, exit.RestartBudgetSpent, dump?.Path)
        {
            IsOrderly = !exit.IsError && !exit.RestartBudgetSpent,
        };
}
