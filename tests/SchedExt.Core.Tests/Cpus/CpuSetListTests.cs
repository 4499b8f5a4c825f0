using System.Text;

namespace SchedExt.Tests.Cpus;

public class CpuSetListTests
{
    public static TheoryData<string, string> Accepted => new()
    {
        { "", "" }, { "\n", "" }, { "\0\n", "" }, { " , ,", "" },
        { "0", "0" }, { "0-3,8", "0-3,8" }, { "0-31\n\0", "0-31" }, { "0 2", "0,2" }, { "0,,2", "0,2" }, { ",0", "0" }, { "3,1,2", "1-3" },
        { "10-14:2/4", "10-11,14" }, { "0-31:2/4", "0-1,4-5,8-9,12-13,16-17,20-21,24-25,28-29" }, { "0-3:0/2", "" }, { "0-7:1/1", "0-7" },
        { "0-9:4/100", "0-3" }, { "0-200:70/100", "0-69,100-169,200" }, { "5-7:1/2\n", "5,7" }, { "0-3:1/2 5", "0,2,5" },
        { "8-511", "8-511" }, { "007", "7" }, { "1-1", "1" }, { "0-1\r\n", "0-1" },
    };

    public static TheoryData<string, int, string> Refused => new()
    {
        { "x", 0, "a CPU number" }, { "(null)", 0, "a CPU number" }, { "3-1", 0, "a range whose last CPU is not below its first" },
        { "-1", 0, "a CPU number" }, { "1-", 2, "a CPU number" }, { "0-3x", 3, "':', ',', blank or the end after a range" },
        { "3:1/2", 1, "'-', ',', blank or the end after a CPU number" }, { "0-3:", 4, "a count of CPUs after ':'" },
        { "0-3:1", 5, "'/' and a group size" }, { "0-62:2", 6, "'/' and a group size" }, { "0-3:1/", 6, "a group size of at least 1" }, { "0-3:1/0", 6, "a group size of at least 1" },
        { "0-3:3/2", 4, "a count that is not above its group size" }, { "all", 0, "a CPU number ('all' and 'N' need a width)" },
        { "0-N", 2, "a CPU number ('all' and 'N' need a width)" }, { "0,1048576", 2, "a CPU number below 1048576" },
        { "99999999999999999999", 0, "a CPU number below 1048576" }, { "0\n1", 2, "nothing after the end of the line" },
        { "0\u00AD", 1, "'-', ',', blank or the end after a CPU number" }, { "0x3", 1, "'-', ',', blank or the end after a CPU number" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Parse_AcceptedText_IsTheSetInBothEncodings(string text, string list)
    {
        CpuSet.Parse(text).ToString().Should().Be(list);
        CpuSet.Parse(Encoding.UTF8.GetBytes(text)).ToString().Should().Be(list);
        CpuSet.TryParse(text, out CpuSet set, out CpuTextError error).Should().BeTrue();
        (set.ToString(), error).Should().Be((list, default(CpuTextError)));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Parse_RefusedText_SaysWhereAndWhatWasExpected(string text, int position, string expected)
    {
        CpuTextError error = FluentActions.Invoking(() => CpuSet.Parse(text)).Should().Throw<CpuSetFormatException>().Which.Error;

        (error.Position, error.Expected).Should().Be((position, expected));
        CpuSet.TryParse(text, out CpuSet set, out CpuTextError same).Should().BeFalse();
        (set, same).Should().Be((CpuSet.Empty, error));
        CpuSet.TryParse(Encoding.UTF8.GetBytes(text), out _, out CpuTextError utf8).Should().BeFalse();
        (utf8.Position, utf8.Expected).Should().Be((position, expected));
    }

    /// <summary>Each of these is a list to the kernel; docs/design-core.md says why not here.</summary>
    [Theory]
    [InlineData("0\n1", 2, "nothing after the end of the line")]
    [InlineData("\n1", 1, "nothing after the end of the line")]
    [InlineData("0,\n1", 3, "nothing after the end of the line")]
    [InlineData("0-3:1/2\n5", 8, "nothing after the end of the line")]
    [InlineData("0\u00A01", 1, "'-', ',', blank or the end after a CPU number")]
    public void Parse_TextThatTheKernelReads_IsRefused(string text, int position, string expected)
    {
        CpuSet.TryParse(text, out _, out CpuTextError error).Should().BeFalse();
        (error.Position, error.Expected).Should().Be((position, expected));
        CpuSet.TryParse(Encoding.Latin1.GetBytes(text), 8, out _, out error).Should().BeFalse();
        (error.Position, error.Expected).Should().Be((position, expected));
    }

    [Theory]
    [InlineData("x", "'x'")]
    [InlineData("1-", "end of text")]
    [InlineData("0\nabcdefghijklmnopq", "'abcdefghijklmnop…'")]
    [InlineData("0-a\n\0", @"'a\n\0'")]
    public void Parse_RefusedText_QuotesWhatItFound(string text, string found)
        => FluentActions.Invoking(() => CpuSet.Parse(text)).Should().Throw<CpuSetFormatException>().Which.Error.Found.Should().Be(found);

    [Theory]
    [InlineData("all", 8, "0-7")]
    [InlineData("ALL\n", 8, "0-7")]
    [InlineData("N", 8, "7")]
    [InlineData("0-N:1/2", 8, "0,2,4,6")]
    [InlineData("all:1/N", 8, "0,7")]
    [InlineData("N-N", 1, "0")]
    [InlineData("2-7:1/1", 8, "2-7")]
    [InlineData("0-6:3/3,7", 8, "0-7")]
    [InlineData("7", 8, "7")]
    public void Parse_WithWidth_KnowsAllAndLast(string text, int width, string list)
        => CpuSet.Parse(text, width).ToString().Should().Be(list);

    [Theory]
    [InlineData("8", 8)]
    [InlineData("0-8", 8)]
    [InlineData("all", 0)]
    [InlineData("N", 0)]
    [InlineData("n", 8)]
    [InlineData("allx", 8)]
    [InlineData("all0", 8)]
    public void Parse_WithWidth_RefusesWhatIsBeyond(string text, int width)
    {
        FluentActions.Invoking(() => CpuSet.Parse(text, width)).Should().Throw<CpuSetFormatException>();
        FluentActions.Invoking(() => CpuSet.Parse(Encoding.UTF8.GetBytes(text), width)).Should().Throw<CpuSetFormatException>();
    }

    [Fact]
    public void Parse_Null_Throws() => FluentActions.Invoking(() => CpuSet.Parse((string)null!)).Should().Throw<ArgumentNullException>();

    [Fact]
    public void Parse_WidthOutOfBounds_Throws()
    {
        FluentActions.Invoking(() => CpuSet.Parse("0", -1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => CpuSet.Parse("0"u8, CpuSet.MaxWidth + 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => CpuSet.TryParse("0", -1, out _, out _)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => CpuSet.TryParse("0"u8, CpuSet.MaxWidth + 1, out _, out _)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void TryParse_WithWidth_SaysWhatIsBeyond()
    {
        CpuSet.TryParse("0-N", 8, out CpuSet set, out CpuTextError error).Should().BeTrue();
        (set, error).Should().Be((CpuSet.All(8), default));
        CpuSet.TryParse("0-8"u8, 8, out set, out error).Should().BeFalse();
        (set, error).Should().Be((CpuSet.Empty, new CpuTextError(2, "'8'", "a CPU number below 8")));
    }

    [Fact]
    public void IParsable_GenericCode_ParsesLists()
    {
        Generic<CpuSet>("0-3").Should().Be(CpuSet.Parse("0-3"));

        static T Generic<T>(string text)
            where T : ISpanParsable<T> => T.TryParse(text.AsSpan(), null, out T? value) ? value : T.Parse(text, null);
    }
}
