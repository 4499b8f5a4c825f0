using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>Rules for devices in a file: <c>[{"driver":"mlx5_core","cpus":"4-7"},{"actions":"nvme*"}]</c>. A rule without CPUs leaves alone.</summary>
internal static class RuleFile
{
    internal static IReadOnlyList<IrqRule> Read(string file, CpuSet possible)
    {
        try
        {
            FileRule?[] rules = JsonSerializer.Deserialize(File.ReadAllText(file), RuleFileJson.Default.FileRuleArray) ?? throw new JsonException("it is null");
            return [.. rules.Select((rule, index) => Check(rule, possible, $"--rules {file}, rule {index + 1}").ToRule())];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--rules {file}: it cannot be read ({e.Message.TrimEnd('.')})");
        }
        catch (JsonException e)
        {
            throw new UsageException($"--rules {file}, line {(e.LineNumber ?? 0) + 1}: no list of rules ({e.Message.Split(". Path:")[0].TrimEnd('.')})");
        }
    }

    /// <summary>A rule that cannot mean what its writer meant is an error.</summary>
    private static FileRule Check(FileRule? rule, CpuSet possible, string where) => rule switch
    {
        null => throw new UsageException($"{where}: it is null"),
        { Actions: null, Driver: null, Address: null, Kind: null, Node: null } => throw new UsageException($"{where}: it names no device, so it would match every interrupt; \"actions\": \"*\" says so"),
        { Cpus.IsEmpty: true } => throw new UsageException($"{where}: its list of CPUs is empty; leave cpus out to leave the interrupts alone"),
        { Cpus: { } cpus } when !cpus.IsSubsetOf(possible) => throw new UsageException($"{where}, cpus {cpus}: the machine can have the CPUs {possible}"),
        _ => rule,
    };
}
