using System.Text;

namespace SchedExt;

/// <summary>A problem and its place, without any text: costs nothing unless it is shown.</summary>
internal readonly record struct CpuTextFault(CpuTextProblem Problem, int Position, int Width)
{
    private const int ShownLength = 16;

    public CpuTextError Describe(ReadOnlySpan<char> text) => new(Position, Quote(text[Position..].ToString()), Expected);

    public CpuTextError Describe(ReadOnlySpan<byte> text) => new(Position, Quote(Encoding.UTF8.GetString(text[Position..])), Expected);

    private string Expected => Problem switch
    {
        CpuTextProblem.CpuNumber => "a CPU number",
        CpuTextProblem.NeedsWidth => "a CPU number ('all' and 'N' need a width)",
        CpuTextProblem.AfterNumber => "'-', ',', blank or the end after a CPU number",
        CpuTextProblem.AfterRange => "':', ',', blank or the end after a range",
        CpuTextProblem.BelowWidth => $"a CPU number below {Width}",
        CpuTextProblem.Ascending => "a range whose last CPU is not below its first",
        CpuTextProblem.UsedCount => "a count of CPUs after ':'",
        CpuTextProblem.Slash => "'/' and a group size",
        CpuTextProblem.GroupSize => "a group size of at least 1",
        CpuTextProblem.UsedWithinGroup => "a count that is not above its group size",
        CpuTextProblem.End => "nothing after the end of the line",
        CpuTextProblem.HexDigit => "a hexadecimal digit",
        CpuTextProblem.ShortGroup => "at most eight hexadecimal digits in a group",
        CpuTextProblem.FewerGroups => $"no more 32-bit groups than {Width} CPUs need",
        _ => "nothing else",
    };

    private static string Quote(string rest)
    {
        if (rest.Length == 0)
        {
            return "end of text";
        }

        string shown = rest.Length <= ShownLength ? rest : rest[..ShownLength] + "…";
        return $"'{shown.Replace("\n", "\\n").Replace("\0", "\\0")}'";
    }
}
