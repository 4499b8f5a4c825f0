using System.Text.Json;
using SchedExt.Irq.Tests.Fixtures;

namespace SchedExt.Irq.Tests.ProcFs;

/// <summary>Dumps of real machines, compared with what an independent parser read from each.</summary>
public class InterruptDumpTests
{
    private static IReadOnlyDictionary<string, KernelTree> Dumps => FixtureArchive.ReadMany("interrupts.tar.gz");

    [Fact]
    public void Parse_EachDump_HasTheExpectedRowsAndCounters()
    {
        int compared = 0;
        foreach ((string name, KernelTree tree) in Dumps.Where(dump => dump.Value.Exists("interrupts")))
        {
            using var expected = JsonDocument.Parse(tree["expected.json"]);
            CounterTable table = CounterTable.Parse(tree["interrupts"], name);

            table.Cpus.Should().Equal(expected.RootElement.GetProperty("cpus").EnumerateArray().Select(cpu => cpu.GetInt32()), name);
            Compare(name, table, [.. expected.RootElement.GetProperty("rows").EnumerateArray()]);
            compared++;
        }

        compared.Should().BeGreaterThanOrEqualTo(26);
    }

    [Fact]
    public void Description_EachInterruptOfEachDump_GivesItsActions()
    {
        List<string> wrong = [];
        int all = 0;
        foreach ((string name, KernelTree tree) in Dumps.Where(dump => dump.Value.Exists("interrupts")))
        {
            using var expected = JsonDocument.Parse(tree["expected.json"]);
            foreach (JsonElement row in expected.RootElement.GetProperty("rows").EnumerateArray().Where(row => row.GetProperty("numeric").GetBoolean()))
            {
                string rest = row.GetProperty("rest").GetString()!;
                string actions = string.Join(",", row.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
                all++;
                if (string.Join(",", InterruptDescription.Parse(rest).Actions) != actions)
                {
                    wrong.Add($"{name}: '{rest}', expected '{actions}'");
                }
            }
        }

        all.Should().BeGreaterThan(1000);
        wrong.Should().BeEmpty();
    }

    private static void Compare(string name, CounterTable table, JsonElement[] rows)
    {
        table.Rows.Should().HaveCount(rows.Length, name);
        for (int index = 0; index < rows.Length; index++)
        {
            CounterRow row = table.Rows[index];
            row.Label.Should().Be(rows[index].GetProperty("label").GetString(), name);
            row.Counts.Should().HaveCount(rows[index].GetProperty("columns").GetInt32(), $"{name} {row}");
            row.Total.Should().Be(rows[index].GetProperty("total").GetUInt64(), $"{name} {row}");
            row.Description.Should().Be(rows[index].GetProperty("rest").GetString(), $"{name} {row}");
        }
    }
}
