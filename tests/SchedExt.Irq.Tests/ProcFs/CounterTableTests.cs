using FsCheck;
using FsCheck.Fluent;

namespace SchedExt.Irq.Tests.ProcFs;

public class CounterTableTests
{
    private const string Path = "proc/interrupts";

    [Fact]
    public void Parse_HolesInTheHeader_AreColumnsOfTheNamedCpus()
    {
        CounterTable table = CounterTable.Parse("      CPU0  CPU2\n 24:   17   5   PCI-MSIX-0000:01:00.0   0-edge      nvme0q0\n", Path);

        CounterRow row = table.Find(24)!;
        table.Cpus.Should().Equal(0, 2);
        table.Count(row, 2).Should().Be(5);
        table.Count(row, 1).Should().BeNull();
        row.Description.Should().Be("PCI-MSIX-0000:01:00.0   0-edge      nvme0q0");
    }

    [Fact]
    public void Parse_CountersThatFillTheirColumnsPast32Bits_AreRead()
        => CounterTable.Parse("CPU0 CPU1\n10:3310445093 26767542953 GICv3  27 Level     arch_timer\n", Path).Find(10)!.Counts.Should().Equal(3310445093UL, 26767542953UL);

    [Fact]
    public void Parse_RowWithOneNumber_BelongsToNoCpu()
    {
        CounterTable table = CounterTable.Parse("CPU0 CPU1\nERR:  7\nMIS:  0\n", Path);

        table.Rows[0].Total.Should().Be(7);
        table.Count(table.Rows[0], 0).Should().BeNull();
    }

    [Fact]
    public void Parse_LabelsThatRepeat_KeepEachRow()
        => CounterTable.Parse("CPU0\nLOC: 1 Local timer\nLOC: 2 Broadcast\nVPMI: 3 x\nARMH0061: 4\n", Path).Rows.Select(row => row.Label).Should().Equal("LOC", "LOC", "VPMI", "ARMH0061");

    [Fact]
    public void Parse_DescriptionThatStartsWithADigit_IsNotACounter()
        => CounterTable.Parse("CPU0 CPU1\nRES: 4 5 6 more\n", Path).Rows[0].Description.Should().Be("6 more");

    [Theory]
    [InlineData("0 0 0 0", new ulong[] { 0, 0, 0, 0 })]
    [InlineData("0 5 0 18446744073709551615", new ulong[] { 0, 5, 0, ulong.MaxValue })]
    [InlineData("1 0 3 4", new ulong[] { 1, 0, 3, 4 })]
    public void Counts_WithZeros_AreThoseOfTheColumns(string counters, ulong[] expected)
    {
        CounterTable table = CounterTable.Parse($"CPU0 CPU1 CPU2 CPU3\r\n7: {counters} x\r\n", Path);

        IReadOnlyList<ulong> counts = table.Find(7)!.Counts;
        counts.Should().Equal(expected);
        Enumerable.Range(0, 4).Select(cpu => table.Count(table.Find(7)!, cpu)).Should().Equal(expected.Select(count => (ulong?)count));
        table.Find(7)!.Total.Should().Be(expected.Aggregate(0UL, (sum, count) => unchecked(sum + count)));
        counts.Invoking(c => c[4]).Should().Throw<ArgumentOutOfRangeException>();
    }

    /// <summary>Rows from empty to full, of any width: what is found by column, in turn and as a sum is what was printed.</summary>
    [Fact]
    public void Parse_AnyDensity_EachCounterIsThatOfItsCpu() => Samples.Check(
        from width in Gen.Frequency((6, Gen.Choose(1, 12)), (1, Gen.Elements(64, 255, 256, 1024)))
        from cpus in Gen.Shuffle(Enumerable.Range(0, 2 * width).ToArray())
        from percent in Gen.Elements(0, 1, 50, 99, 100)
        from rows in Gen.ArrayOf(Gen.ArrayOf(from dice in Gen.Choose(0, 99) from counter in Gen.Choose(1, int.MaxValue) select dice < percent ? (ulong)counter * (ulong)(dice + 1) : 0, width), 3)
        select (Cpus: cpus[..width], Rows: rows),
        sample =>
        {
            string text = string.Join(' ', sample.Cpus.Select(cpu => $"CPU{cpu}")) + "\n"
                + string.Concat(sample.Rows.Select((row, irq) => $"{irq}: {string.Join("  ", row)} chip {irq}-edge name\n"));
            CounterTable table = CounterTable.Parse(text, Path);
            return sample.Rows.Select((row, irq) => (Row: table.Find(irq)!, Counters: row)).All(pair => pair.Row.Counts.SequenceEqual(pair.Counters)
                && sample.Cpus.Zip(pair.Counters).All(cell => table.Count(pair.Row, cell.First) == cell.Second)
                && Enumerable.Range(0, 2 * sample.Cpus.Length).Except(sample.Cpus).All(cpu => table.Count(pair.Row, cpu) is null)
                && pair.Row.Total == pair.Counters.Aggregate(0UL, (sum, counter) => sum + counter));
        },
        cases: 1_000);

    [Fact]
    public void Parse_CharactersBeyondAscii_AreKept()
        => CounterTable.Parse("CPU0\n5: 1 Größe\n", Path).Find(5)!.Description.Should().Be("Größe");

    [Theory]
    [InlineData("", 1, "header")]
    [InlineData("$ cat proc/interrupts\n CPU0\n", 1, "header")]
    [InlineData("CPU0 CPU0\n", 1, "once")]
    [InlineData("CPU0 CPU1\n 1: 5 timer\n", 2, "2 counters")]
    [InlineData("CPU0\n\nnonsense\n", 3, "label")]
    [InlineData("CPU0\nLOC: many\n", 2, "at least one counter")]
    [InlineData("CPU0\n1: 99999999999999999999 x\n", 2, "1 counters")]
    public void Parse_Malformed_NamesFileLineAndExpectation(string text, int line, string expected)
    {
        Action parse = () => CounterTable.Parse(text, Path);

        parse.Should().Throw<KernelFormatException>().Where(e => e.Path == $"{Path}, line {line}" && e.Expected.Contains(expected));
    }
}
