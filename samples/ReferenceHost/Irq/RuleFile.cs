using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>Rules for devices in a file: <c>[{"driver":"mlx5_core","cpus":"4-7"},{"actions":"nvme*"}]</c>. A rule without CPUs leaves alone.</summary>
internal static class RuleFile
{
    internal static IReadOnlyList<IrqRule> Read(string file)
    {
        try
        {
            FileRule[] rules = JsonSerializer.Deserialize(File.ReadAllText(file), RuleFileJson.Default.FileRuleArray) ?? throw new JsonException("it is null");
            return [.. rules.Select(rule => rule.ToRule())];
        }
        catch (JsonException e)
        {
            throw new UsageException($"--rules {file}, line {(e.LineNumber ?? 0) + 1}: no list of rules ({e.Message.Split(". Path:")[0].TrimEnd('.')})");
        }
    }
}
