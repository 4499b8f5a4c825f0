using FsCheck;
using FsCheck.Fluent;

namespace SchedExt.Tests.Cpus.Text;

/// <summary>Random sets and texts for the properties, and how many of them.</summary>
internal static class Samples
{
    public const int Cases = 10_000, WidestSet = 8192;

    private static readonly string[] Regions =
        ["0", "7", "0-3", "5-900", "8191", "0-N", "all", "N", "0-31:2/4", "3-1", "1048575", "4294967296", "0-1048575:1/2", "1-1:0/1", "ffffffff", "0000000f", "F0", "123456789"];

    private static readonly string[] Separators = [",", " ", ",,", "\n", "\0", "", "-", ":", "/", "\t", "\r\n"];

    public static Gen<int> Width => Gen.OneOf(Gen.Choose(1, 130), Gen.Choose(1, WidestSet));

    /// <summary>A set that is empty, sparse, dense or of long runs, below a width.</summary>
    public static Gen<NaiveSet> SetBelow(int width)
        => from runs in Gen.Choose(0, 12)
           from longest in Gen.Elements(1, 2, 40, width)
           from places in Gen.ArrayOf(Gen.Choose(0, width - 1), runs)
           from lengths in Gen.ArrayOf(Gen.Choose(1, longest), runs)
           select NaiveSet.OfRuns(width, places, lengths);

    public static Gen<NaiveSet> Set => Width.SelectMany(SetBelow);

    public static Gen<(NaiveSet A, NaiveSet B, NaiveSet C)> ThreeSets
        => from width in Width
           from a in SetBelow(width)
           from b in SetBelow(width)
           from c in SetBelow(Math.Max(1, width / 2))
           select (a, b, c.Widen(width));

    /// <summary>A text made of pieces of lists and masks, valid or not.</summary>
    public static Gen<string> Pieces
        => from count in Gen.Choose(0, 6)
           from regions in Gen.ArrayOf(Gen.Elements(Regions), count)
           from separators in Gen.ArrayOf(Gen.Elements(Separators), count)
           select string.Concat(regions.Zip(separators, (region, separator) => region + separator));

    /// <summary>A valid list or mask with one to three characters changed, taken out or put in.</summary>
    public static Gen<string> Mutated
        => from set in Set
           from asMask in Gen.Elements(true, false)
           from changes in Gen.Choose(1, 3)
           from seed in Gen.Choose(0, int.MaxValue - 1)
           select Mutate(asMask ? set.ToCpuSet().ToMaskString(set.Width) : set.ToCpuSet().ToString(), changes, new Random(seed));

    /// <summary>Any characters, most of them of the alphabet of lists and masks.</summary>
    public static Gen<string> Noise
        => from length in Gen.Choose(0, 40)
           from text in Gen.ArrayOf(Gen.Frequency((8, Gen.Elements("0123456789abcdefN-,:/ \n\0".ToCharArray())), (1, Gen.Choose(0, 0xffff).Select(c => (char)c))), length)
           select new string(text);

    public static Gen<string> AnyText => Gen.OneOf(Pieces, Mutated, Noise);

    /// <summary>Checks a property on many samples and fails the test with the first that breaks it.</summary>
    public static void Check<T>(Gen<T> samples, Func<T, bool> property, int cases = Cases)
        => FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), Prop.ForAll(Arb.From(samples), property));

    private static string Mutate(string text, int changes, Random random)
    {
        const string Alphabet = "0123456789abcdefxN-,:/ \n\0";
        for (; changes > 0; changes--)
        {
            int at = random.Next(text.Length + 1);
            string added = random.Next(3) == 0 ? "" : Alphabet[random.Next(Alphabet.Length)].ToString();
            text = text[..at] + added + text[Math.Min(text.Length, at + random.Next(2))..];
        }

        return text;
    }
}
