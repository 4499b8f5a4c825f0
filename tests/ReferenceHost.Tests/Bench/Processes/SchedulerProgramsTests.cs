namespace SchedExt.ReferenceHost.Tests.Bench.Processes;

public class SchedulerProgramsTests
{
    [Fact]
    public void Has_FolderWithOneFloor_GivesThatOneItsTurn()
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(SchedulerPrograms.FloorPath(folder.FullPath, BenchPolicy.EmptyOps), "");

        Turns(folder.FullPath).Should().Equal(BenchPolicy.Idle, BenchPolicy.Eevdf, BenchPolicy.Floor, BenchPolicy.EmptyOps, BenchPolicy.Ours);
    }

    [Fact]
    public void Has_NoFloors_GivesNoneATurn() => Turns(floors: null).Should().Equal(BenchPolicy.Idle, BenchPolicy.Eevdf, BenchPolicy.Floor, BenchPolicy.Ours);

    private static IEnumerable<BenchPolicy> Turns(string? floors) =>
        Enum.GetValues<BenchPolicy>().Where(new SchedulerPrograms("schedext", peer: null, floors, KernelRoot.Host).Has);
}
