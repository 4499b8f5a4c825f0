using System.Text;

namespace SchedExt.Tests.Topology.SysFs;

public class NodeTextTests
{
    [Theory]
    [InlineData("Node 0 MemTotal:       97557100 kB\nNode 0 MemFree: 1 kB\n", 97557100L * 1024)]
    [InlineData("MemTotal: 0 kB", 0L)]
    [InlineData("", null)]
    [InlineData("Node 0 MemFree: 1 kB", null)]
    [InlineData("MemTotal: many kB", null)]
    [InlineData("MemTotal: 1", null)]
    [InlineData("MemTotal: -1 kB", null)]
    [InlineData("MemTotal: 9223372036854775807 kB", null)]
    public void TryParseMemoryTotal_Text_IsBytesOrUnknown(string text, long? bytes)
    {
        bool known = NodeText.TryParseMemoryTotal(Encoding.UTF8.GetBytes(text), out long read);

        (known ? read : (long?)null).Should().Be(bytes);
    }

    [Theory]
    [InlineData("10 21\n\0", "10,21")]
    [InlineData("0", "0")]
    [InlineData("  10   254 ", "10,254")]
    [InlineData("", null)]
    [InlineData("\n", null)]
    [InlineData("10 x", null)]
    [InlineData("10x 20", null)]
    [InlineData("10 -1", null)]
    [InlineData("99999999999", null)]
    public void ParseDistances_Text_IsNumbersOrUnknown(string text, string? numbers)
    {
        int[]? read = NodeText.ParseDistances(Encoding.UTF8.GetBytes(text));

        (read is null ? null : string.Join(",", read)).Should().Be(numbers);
    }
}
