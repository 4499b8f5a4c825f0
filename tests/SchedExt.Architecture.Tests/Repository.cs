namespace SchedExt.Architecture.Tests;

/// <summary>Where things lie in the checkout that these tests were built in.</summary>
internal static class Repository
{
    /// <summary>The libraries that ship, in the order of their layers.</summary>
    public static readonly string[] Libraries = ["SchedExt.Core", "SchedExt.Irq", "SchedExt.Bpf"];

    /// <summary>The frameworks that each library is built for.</summary>
    public static readonly string[] Frameworks = ["net8.0", "net10.0"];

    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release, as these tests were built.</summary>
    private static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static TheoryData<string, string> EveryAssembly => new(
        from library in Libraries from framework in Frameworks select (library, framework));

    public static string In(params string[] names) => Path.Combine([Root, .. names]);

    public static string AssemblyPath(string library, string framework)
        => In("src", library, "bin", Configuration, framework, library + ".dll");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "SchedExt.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("These tests look at the checkout they were built in.");
        }

        return directory.FullName;
    }
}
