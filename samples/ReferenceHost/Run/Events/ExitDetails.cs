using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>How one life of a scheduler ended.</summary>
internal sealed record ExitDetails(string Kind, long Code, string Reason, string Message)
{
    internal static ExitDetails From(SchedulerExit exit) => new(exit.Kind.ToString(), exit.Code.Value, exit.Reason, exit.Message);
}
