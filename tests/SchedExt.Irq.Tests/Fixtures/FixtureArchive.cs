using SchedExt.Tests.Machines;

namespace SchedExt.Irq.Tests.Fixtures;

/// <summary>Archives of real machines that lie beside the one that <c>SCHEDEXT_FIXTURES</c> names, or in the folder it names.</summary>
internal static class FixtureArchive
{
    private static readonly string? Named = Environment.GetEnvironmentVariable("SCHEDEXT_FIXTURES");

    /// <summary>The files of an archive below each folder of its top level; skips the test where the archive is not there.</summary>
    public static IReadOnlyDictionary<string, KernelTree> ReadMany(string name) => MachineArchive.Read(Find(name));

    /// <summary>The files of an archive that holds one machine; skips the test where the archive is not there.</summary>
    public static KernelTree ReadOne(string name)
    {
        using FileStream archive = File.OpenRead(Find(name));
        return MachineCapture.Read(archive);
    }

    private static string Find(string name)
    {
        string? folder = Directory.Exists(Named) ? Named : Path.GetDirectoryName(Named);
        string path = Path.Combine(folder ?? "", name);
        Assert.SkipUnless(!string.IsNullOrEmpty(folder) && File.Exists(path), $"SCHEDEXT_FIXTURES names no folder with {name}");
        return path;
    }
}
