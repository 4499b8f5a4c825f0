using System.Text.Json;
using System.Text.Json.Nodes;

namespace SchedExt.Tests.Machines;

/// <summary>What a comparison is worth: each field of the answers that is wrong is told, and by itself.</summary>
public class MachineComparisonTests
{
    [Theory]
    [InlineData("possible", "\"0-7\"")]
    [InlineData("isolated", "null")]
    [InlineData("nohzFull", "\"1\"")]
    [InlineData("sockets", "3")]
    [InlineData("packageIds", "[0,7]")]
    [InlineData("coreGroups", "[\"0-1\",\"2-3\"]", "cores")]
    [InlineData("llc", "[{\"level\":2,\"cpus\":\"0-3\"}]", "l3")]
    [InlineData("nodeDirectoryPresent", "false")]
    [InlineData("nodeOnline", "\"0-2\"")]
    [InlineData("nodePossible", "\"\"")]
    [InlineData("socketsByPackageId", "1")]
    public void Differences_FieldOfTheMachineWrong_NamesIt(string field, string wrong, string? ambiguous = null)
    {
        JsonObject answers = Answers();
        answers[field] = JsonNode.Parse(wrong);
        answers["ambiguous"] = ambiguous is null ? [] : new JsonArray(ambiguous);

        Differences(answers).Should().ContainSingle().Which.Should().StartWith($"{field}: expected ");
    }

    [Theory]
    [InlineData("onlineCpus", "\"0-3\"")]
    [InlineData("cpus", "\"0-3\"")]
    [InlineData("memBytes", "1")]
    [InlineData("hasMemory", "false")]
    public void Differences_FieldOfANodeWrong_NamesItUnlessAmbiguous(string field, string wrong)
    {
        JsonObject answers = Answers();
        answers["nodes"]![0]![field] = JsonNode.Parse(wrong);

        Differences(answers).Should().ContainSingle().Which.Should().Contain($"node 0: 0-1 {field}: expected ");

        answers["ambiguous"] = new JsonArray(field == "onlineCpus" ? "nodes.cpus" : $"nodes.{field}");
        Differences(answers).Should().BeEmpty();
    }

    [Theory]
    [InlineData(null, "0-3", true)]
    [InlineData(null, "0-4", false)]
    [InlineData("0-3", "0-4", true)]
    public void Differences_DirectoriesWrong_NamesThemWhereListsAreMissing(string? present, string directories, bool agrees)
    {
        JsonObject answers = Answers();
        answers["possible"] = null;
        answers["present"] = present;
        answers["cpuDirectories"] = directories;

        Differences(answers).Where(difference => difference.StartsWith("cpuDirectories: expected ")).Should().HaveCount(agrees ? 0 : 1);
    }

    [Fact]
    public void Differences_PackagesWithoutNumbers_AreCountedBySiblings()
    {
        var machine = new KernelTree { { "sys/devices/system/cpu/online", "0-1" } };
        foreach (int cpu in (int[])[0, 1])
        {
            machine.Add($"sys/devices/system/cpu/cpu{cpu}/topology/physical_package_id", "-1");
            machine.Add($"sys/devices/system/cpu/cpu{cpu}/topology/core_siblings", $"{1 << cpu}");
        }

        var answers = new JsonObject { ["nodes"] = new JsonArray(), ["socketsByCoreSiblings"] = 1, ["sockets"] = 1, ["ambiguous"] = new JsonArray("sockets") };

        new MachineComparison(new Machine(machine, JsonSerializer.SerializeToElement(answers)), NumaTopology.Read(machine)).Differences()
            .Should().Equal("socketsByCoreSiblings: expected 1, read 2");
    }

    [Theory]
    [InlineData("msiIrqs", "32")]
    [InlineData("net", "\"eth0\"")]
    public void Differences_FieldOfADeviceOfAnotherKind_IsNotPassedOver(string field, string wrong)
    {
        JsonObject answers = Answers();
        answers["pci"]!["0000:00:06.0"]![field] = JsonNode.Parse(wrong);

        FluentActions.Invoking(() => Differences(answers)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Differences_NoTicklessCpusAsTheKernelSaysIt_AreNone()
    {
        JsonObject answers = Answers();
        answers["nohzFull"] = "(null)";

        Differences(answers).Should().BeEmpty();
    }

    private static JsonObject Answers() => JsonNode.Parse(MachineCatalog.Load("two-nodes").Expected.GetRawText())!.AsObject();

    private static IReadOnlyList<string> Differences(JsonObject answers)
    {
        Machine machine = new(MachineCatalog.Load("two-nodes").Root, JsonSerializer.SerializeToElement(answers));
        return new MachineComparison(machine, NumaTopology.Read(machine.Root)).Differences();
    }
}
