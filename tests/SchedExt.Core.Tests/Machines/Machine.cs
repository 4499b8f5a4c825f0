using System.Text.Json;

namespace SchedExt.Tests.Machines;

/// <summary>A captured machine: its files, and what is expected to be read from them.</summary>
internal sealed class Machine(KernelRoot root, JsonElement expected)
{
    public KernelRoot Root { get; } = root;

    public JsonElement Expected { get; } = expected;

    /// <summary>Whether a field is expected: known to upstream or derived, and not called ambiguous.</summary>
    public bool Expects(string field, string? provenance = null)
        => Expected.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null && !IsAmbiguous(provenance ?? field);

    /// <summary>The CPU set of a field that holds a list.</summary>
    public static CpuSet Set(JsonElement value) => CpuSet.Parse(value.GetString()!);

    /// <summary>The CPU sets of a field that holds a list of lists, by their lowest CPU.</summary>
    public static IEnumerable<string> Sets(IEnumerable<CpuSet> sets) => sets.OrderBy(set => set.First).ThenBy(set => set.Count).Select(set => set.ToString());

    private bool IsAmbiguous(string field)
        => Expected.TryGetProperty("ambiguous", out JsonElement names) && names.EnumerateArray().Any(name => name.GetString() == field);
}
