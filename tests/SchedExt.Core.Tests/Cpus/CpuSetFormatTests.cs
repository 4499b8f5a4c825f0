using System.Text;
using System.Text.Json;

namespace SchedExt.Tests.Cpus;

public class CpuSetFormatTests
{
    private static readonly CpuSet Set = CpuSet.Parse("0-3,8,10-11,1048575");

    [Theory]
    [InlineData("", "0-3,8")]
    [InlineData("L", "0-3,8")]
    [InlineData("M", "0000010f")]
    [InlineData("m9", "10f")]
    [InlineData("M40", "00,0000010f")]
    public void ToString_Format_ChoosesTheForm(string format, string text)
    {
        CpuSet set = CpuSet.Parse("0-3,8");
        Span<char> chars = stackalloc char[64];

        set.ToString(format).Should().Be(text);
        set.TryFormat(chars, out int written, format).Should().BeTrue();
        chars[..written].ToString().Should().Be(text);
        string.Format($"{{0:{format}}}", set).Should().Be(text);
    }

    [Theory]
    [InlineData("X")]
    [InlineData("M8")]
    [InlineData("M-1")]
    [InlineData("M1048577")]
    public void ToString_UnknownFormat_Throws(string format)
        => FluentActions.Invoking(() => CpuSet.Parse("0-3,8").ToString(format)).Should().Throw<FormatException>();

    [Fact]
    public void TryFormat_EveryLengthOfRoom_FitsOnlyWhenTheWholeDoes()
    {
        string text = Set.ToString();

        text.Should().Be("0-3,8,10-11,1048575");
        for (int room = 0; room <= text.Length + 1; room++)
        {
            byte[] bytes = new byte[room];
            Set.TryFormat(bytes, out int written).Should().Be(room >= text.Length);
            written.Should().Be(room >= text.Length ? text.Length : 0);
            Encoding.UTF8.GetString(bytes, 0, written).Should().Be(room >= text.Length ? text : "");
        }
    }

    [Fact]
    public void TryFormat_IntoSpan_AllocatesNothing()
    {
        CpuSet set = CpuSet.Parse("0-8191:1/2");
        char[] room = new char[40000];
        set.TryFormat(room, out _).Should().BeTrue();
        set.TryFormat(room, out _, "M8192").Should().BeTrue();

        long before = GC.GetAllocatedBytesForCurrentThread();
        set.TryFormat(room, out _);
        set.TryFormat(room, out _, "M8192");
        long after = GC.GetAllocatedBytesForCurrentThread();

        (after - before).Should().Be(0);
    }

    [Fact]
    public void Json_ValueAndKey_IsTheList()
    {
        var map = new Dictionary<CpuSet, CpuSet> { [CpuSet.Parse("0-3")] = CpuSet.Parse("8") };

        string json = JsonSerializer.Serialize(map);

        json.Should().Be("""{"0-3":"8"}""");
        JsonSerializer.Deserialize<Dictionary<CpuSet, CpuSet>>(json).Should().Equal(map);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("[0,1]")]
    public void Json_NoList_Throws(string json)
        => FluentActions.Invoking(() => JsonSerializer.Deserialize<CpuSet>(json)).Should().Throw<JsonException>();
}
