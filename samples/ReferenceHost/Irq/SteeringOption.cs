using System.CommandLine;
using System.CommandLine.Parsing;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary><c>--steering rps,xps,workqueues</c>: what is kept off CPUs beside interrupts, in the names that the kernel's files have.</summary>
internal static class SteeringOption
{
    private static readonly Dictionary<string, SteeringKinds> s_names = new(StringComparer.Ordinal)
    {
        ["rps"] = SteeringKinds.ReceivedPackets, ["xps"] = SteeringKinds.SentPackets, ["workqueues"] = SteeringKinds.Workqueues, ["all"] = SteeringKinds.All,
    };

    internal static Option<SteeringKinds> Create() => new("--steering")
    {
        HelpName = "rps,xps,workqueues", Description = "What else to keep off the CPUs: packets received, packets sent, unbound work; or all. Without it: nothing.", CustomParser = Parse,
    };

    private static SteeringKinds Parse(ArgumentResult result)
    {
        SteeringKinds kinds = SteeringKinds.None;
        foreach (string name in result.Tokens[0].Value.Split(','))
        {
            if (s_names.TryGetValue(name, out SteeringKinds kind)) kinds |= kind;
            else result.AddError($"--steering takes rps, xps and workqueues, or all; '{name}' is not one of them");
        }

        return kinds;
    }
}
