using System.Text;

namespace SchedExt.Irq.Tests.Journal;

public class JournalTextTests
{
    private static readonly JournalDocument Document = new("boot-1", 412, CpuSet.Parse("0-7"), CpuSet.Parse("0-7"), [CpuSet.Parse("4-7")], 812, CpuSet.Parse("3"),
        [new JournalEntry(40, "PCI-MSIX-0000:01:00.0", 1, "nvme0q0", 1, CpuSet.Parse("0-7"), CpuSet.Parse("4-7"), null, 17)]);

    [Fact]
    public void Decode_Encoded_IsTheSame()
    {
        JournalDocument decoded = JournalText.Decode(JournalText.Encode(Document));

        decoded.Should().BeEquivalentTo(Document, options => options.ComparingByValue<CpuSet>().ComparingByMembers<JournalDocument>());
        decoded.Irqs.Should().Equal(Document.Irqs);
    }

    [Fact]
    public void Decode_TruncatedAnywhere_IsRefused()
    {
        byte[] text = JournalText.Encode(Document);
        for (int length = 0; length < text.Length; length++)
        {
            Action decode = () => JournalText.Decode(text.AsSpan(0, length));
            decode.Should().Throw<FormatException>();
        }
    }

    [Theory]
    [InlineData("schedext-irq-journal 2 00\n{}", "version")]
    [InlineData("something else\n", "first line")]
    [InlineData("schedext-irq-journal 1 00\n{}", "checksum")]
    public void Decode_NoJournal_SaysWhy(string text, string why)
        => ((Action)(() => JournalText.Decode(Encoding.UTF8.GetBytes(text)))).Should().Throw<FormatException>().WithMessage($"*{why}*");
}
