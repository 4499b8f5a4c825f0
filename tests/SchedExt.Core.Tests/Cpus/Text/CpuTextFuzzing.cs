using System.Text;

namespace SchedExt.Tests.Cpus.Text;

/// <summary>Random and damaged texts: a parser answers or refuses as documented, and never hangs.</summary>
public class CpuTextFuzzing(ITestOutputHelper output)
{
    private const int SoakCases = 1_000_000;

    [Fact]
    public void Parse_AnyText_AnswersOrRefusesAsDocumented() => Samples.Check(Samples.AnyText, IsSane);

    [Fact]
    [Trait("Profile", "soak")]
    public void Parse_AMillionTexts_AnswersOrRefusesAsDocumented()
    {
        int accepted = 0;
        Samples.Check(Samples.AnyText, text =>
        {
            accepted += CpuSet.TryParse(text, out _) || CpuSet.TryParseMask(text, out _) ? 1 : 0;
            return IsSane(text);
        }, SoakCases);

        output.WriteLine($"{SoakCases:N0} texts, {accepted:N0} of them lists or masks: no undocumented exception, none hung.");
    }

    private static bool IsSane(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return IsSane(text, utf8, CpuListText.TryParse, CpuListText.TryParse) && IsSane(text, utf8, CpuMaskText.TryParse, CpuMaskText.TryParse)
            && (text.Length % 16 != 0 || ThrowsAsItShould(text))
            && (!CpuSet.TryParse(text, out CpuSet list) || list.Count > Samples.WidestSet || CpuSet.Parse(list.ToString()) == list);
    }

    private static bool IsSane(string text, byte[] utf8, Parser<char> parseChars, Parser<byte> parseBytes)
    {
        foreach (int? width in (int?[])[null, 8192, 40])
        {
            bool valid = parseChars(text, width, out CpuSet set, out CpuTextFault fault);
            CpuTextError error = fault.Describe(text);
            bool told = valid ? fault == default : set.IsEmpty && error.Position <= text.Length && error.Found.Length > 0 && error.Expected != "nothing else";
            if (!told || parseBytes(utf8, width, out CpuSet same, out _) != valid || same != set)
            {
                return false;
            }
        }

        return true;
    }

    private static bool ThrowsAsItShould(string text)
        => CpuSet.TryParse(text, out _) == IsAccepted(() => CpuSet.Parse(text)) && CpuSet.TryParseMask(text, out _) == IsAccepted(() => CpuSet.ParseMask(text));

    private static bool IsAccepted(Action parse)
    {
        try
        {
            parse();
            return true;
        }
        catch (CpuSetFormatException)
        {
            return false;
        }
    }

    private delegate bool Parser<T>(ReadOnlySpan<T> text, int? width, out CpuSet set, out CpuTextFault fault);
}
