namespace SchedExt.Packages.Tests;

/// <summary>How a program ended, and what it said.</summary>
internal sealed record ToolResult(int Status, string Output, string Error)
{
    /// <summary>Everything it said, or of long texts the end.</summary>
    public override string ToString()
    {
        string all = $"status {Status}\n{Output}\n{Error}";
        return all.Length < 6000 ? all : "…" + all[^6000..];
    }
}
