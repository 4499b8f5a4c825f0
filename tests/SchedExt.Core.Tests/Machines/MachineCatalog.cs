using System.Text.Json;

namespace SchedExt.Tests.Machines;

/// <summary>Finds captured machines: those beside the tests, and those that <c>SCHEDEXT_FIXTURES</c> points to.</summary>
/// <remarks>The variable names a directory of machine folders, or a .tar.gz of one, which is read into memory.</remarks>
internal static class MachineCatalog
{
    public const string Variable = "SCHEDEXT_FIXTURES";

    private const string Answers = "expected.json", Capture = "machine.tar.gz";

    private static readonly string Own = Path.Combine(AppContext.BaseDirectory, "Machines");

    /// <summary>What the variable names; null or empty when it is not set.</summary>
    public static readonly string? Outside = Environment.GetEnvironmentVariable(Variable);

    private static readonly Lazy<SortedDictionary<string, KernelTree>> Archive = new(() => File.Exists(Outside) ? MachineArchive.Read(Outside) : []);

    /// <summary>The machines of the project, one folder each.</summary>
    public static IEnumerable<string> OwnNames => Names(Own);

    public static IEnumerable<string> OutsideNames => Archive.Value.Where(machine => machine.Value.Exists(Answers)).Select(machine => machine.Key).Concat(Names(Outside));

    /// <summary>Loads a machine by its name.</summary>
    public static Machine Load(string name)
    {
        if (Archive.Value.TryGetValue(name, out KernelTree? tree))
        {
            return new Machine(tree, Parse(tree[Answers]));
        }

        string own = Path.Combine(Own, name);
        string folder = Directory.Exists(own) ? own : Path.Combine(Outside!, name);
        JsonElement answers = Parse(File.ReadAllText(Path.Combine(folder, Answers)));
        string capture = Path.Combine(folder, Capture);
        return new Machine(File.Exists(capture) ? ReadCapture(capture) : KernelRoot.At(folder), answers);
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static KernelTree ReadCapture(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return MachineCapture.Read(stream);
    }

    private static IEnumerable<string> Names(string? directory)
        => Directory.Exists(directory)
            ? Directory.EnumerateDirectories(directory).Where(folder => File.Exists(Path.Combine(folder, Answers))).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)
            : [];
}
