using System.Text;

namespace SchedExt.Tests.Cpus;

public class CpuSetMaskTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("0\n", "")]
    [InlineData("ff", "0-7")]
    [InlineData("FF\n\0", "0-7")]
    [InlineData("00000003,ffffffff", "0-33")]
    [InlineData("ffff,ffffffff,fffff81f\n", "0-4,11-79")]
    [InlineData(",3", "0-1")]
    [InlineData("1 00000000", "32")]
    [InlineData("1,1", "0,32")]
    [InlineData("0000,55555555,55555555", "0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40,42,44,46,48,50,52,54,56,58,60,62")]
    [InlineData("00000000,00000000,00000000,00000000,80000000,00000000", "63")]
    public void ParseMask_AcceptedText_IsTheSetInBothEncodings(string text, string list)
    {
        CpuSet.ParseMask(text).ToString().Should().Be(list);
        CpuSet.ParseMask(Encoding.UTF8.GetBytes(text)).ToString().Should().Be(list);
        CpuSet.TryParseMask(text, out CpuSet set, out CpuTextError error).Should().BeTrue();
        (set.ToString(), error).Should().Be((list, default(CpuTextError)));
    }

    [Theory]
    [InlineData("0x3", 1, "a hexadecimal digit")]
    [InlineData("3x", 1, "a hexadecimal digit")]
    [InlineData("000000003", 0, "at most eight hexadecimal digits in a group")]
    [InlineData("1\n2", 2, "nothing after the end of the line")]
    [InlineData("(null)", 5, "a hexadecimal digit")]
    [InlineData("\u00FF", 0, "a hexadecimal digit")]
    public void ParseMask_RefusedText_SaysWhereAndWhatWasExpected(string text, int position, string expected)
    {
        CpuTextError error = FluentActions.Invoking(() => CpuSet.ParseMask(text)).Should().Throw<CpuSetFormatException>().Which.Error;

        (error.Position, error.Expected).Should().Be((position, expected));
        CpuSet.TryParseMask(text, out CpuSet set, out CpuTextError same).Should().BeFalse();
        (set, same).Should().Be((CpuSet.Empty, error));
    }

    /// <summary>Each of these is a mask to the kernel; docs/design-core.md says why not here.</summary>
    [Theory]
    [InlineData("1\n2", 2, "nothing after the end of the line")]
    [InlineData("x00000003", 0, "a hexadecimal digit")]
    [InlineData("5x00000003", 1, "a hexadecimal digit")]
    [InlineData("1,-00000003", 2, "a hexadecimal digit")]
    [InlineData("1\u00A000000003", 1, "a hexadecimal digit")]
    public void ParseMask_TextThatTheKernelReads_IsRefused(string text, int position, string expected)
    {
        CpuSet.TryParseMask(text, out _, out CpuTextError error).Should().BeFalse();
        (error.Position, error.Expected).Should().Be((position, expected));
        CpuSet.TryParseMask(Encoding.Latin1.GetBytes(text), 64, out _, out error).Should().BeFalse();
        (error.Position, error.Expected).Should().Be((position, expected));
    }

    /// <summary>What was tried on real files (smp_affinity of a machine of 8 CPUs).</summary>
    [Theory]
    [InlineData("3", "0-1")]
    [InlineData("0F", "0-3")]
    [InlineData(" f0 \n", "4-7")]
    [InlineData(",3", "0-1")]
    [InlineData("000000ff", "0-7")]
    [InlineData("0x3", null)]
    [InlineData("000000003", null)]
    [InlineData("3x", null)]
    public void ParseMask_TextTriedOnTheKernel_AnswersAsItDid(string text, string? list)
        => (CpuSet.TryParseMask(text, 8, out CpuSet set, out _) ? set.ToString() : null).Should().Be(list);

    [Theory]
    [InlineData("ff", 8, true)]
    [InlineData("100", 8, false)]
    [InlineData("0,ff", 8, false)]
    [InlineData("ff,ffffffff", 40, true)]
    [InlineData("1ff,ffffffff", 40, false)]
    [InlineData("000000ff,ffffffff", 40, true)]
    [InlineData("", 0, true)]
    [InlineData("0", 0, false)]
    public void ParseMask_WithWidth_RefusesWhatIsBeyond(string text, int width, bool accepted)
    {
        Action chars = () => CpuSet.ParseMask(text, width), bytes = () => CpuSet.ParseMask(Encoding.UTF8.GetBytes(text), width);

        foreach (Action parse in new[] { chars, bytes })
        {
            if (accepted)
            {
                parse.Should().NotThrow();
            }
            else
            {
                parse.Should().Throw<CpuSetFormatException>();
            }
        }
    }

    [Theory]
    [InlineData("0-7", 8, "ff")]
    [InlineData("0", 8, "01")]
    [InlineData("0-39", 40, "ff,ffffffff")]
    [InlineData("0", 144, "0000,00000000,00000000,00000000,00000001")]
    [InlineData("", 1, "0")]
    [InlineData("", 0, "")]
    [InlineData("32", 33, "1,00000000")]
    [InlineData("0,31", 32, "80000001")]
    public void ToMaskString_Width_PrintsAsTheKernel(string list, int width, string mask)
    {
        CpuSet set = CpuSet.Parse(list);
        Span<char> chars = stackalloc char[64];
        Span<byte> bytes = stackalloc byte[64];

        set.ToMaskString(width).Should().Be(mask);
        set.TryFormatMask(chars, out int charsWritten, width).Should().BeTrue();
        chars[..charsWritten].ToString().Should().Be(mask);
        set.TryFormatMask(bytes, out int bytesWritten, width).Should().BeTrue();
        Encoding.UTF8.GetString(bytes[..bytesWritten]).Should().Be(mask);
    }

    [Fact]
    public void ToMaskString_WidthDoesNotCoverTheSet_Throws()
    {
        CpuSet set = CpuSet.Parse("8");

        FluentActions.Invoking(() => set.ToMaskString(8)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => set.TryFormatMask(new char[9], out _, 8)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => set.TryFormatMask(new byte[9], out _, CpuSet.MaxWidth + 1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void TryParseMask_WithWidth_SaysWhatIsBeyond()
    {
        CpuSet.TryParseMask("ff", 8, out CpuSet set, out CpuTextError error).Should().BeTrue();
        (set, error).Should().Be((CpuSet.All(8), default));
        CpuSet.TryParseMask("1ff"u8, 8, out set, out error).Should().BeFalse();
        (set, error).Should().Be((CpuSet.Empty, new CpuTextError(0, "'1ff'", "a CPU number below 8")));
        CpuSet.TryParseMask("0,ff", 8, out set, out error).Should().BeFalse();
        error.Expected.Should().Be("no more 32-bit groups than 8 CPUs need");
        FluentActions.Invoking(() => CpuSet.TryParseMask("0", -1, out _, out _)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => CpuSet.TryParseMask("0"u8, -1, out _, out _)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void TryFormatMask_NoRoom_IsFalse()
    {
        CpuSet.Parse("8").TryFormatMask(new char[2], out int written, 9).Should().BeFalse();
        written.Should().Be(0);
    }
}
