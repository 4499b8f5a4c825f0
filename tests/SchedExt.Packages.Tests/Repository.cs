namespace SchedExt.Packages.Tests;

/// <summary>Where the sources are, and where builds and downloads go.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The program that builds everything.</summary>
    internal static string Build => Path.Combine(Root, "build.sh");

    /// <summary>What <c>./build.sh pack</c> makes.</summary>
    internal static string Packages => Path.Combine(Root, "artifacts", "packages");

    /// <summary>Downloads that are kept; as eng/common.sh has it.</summary>
    internal static string Cache => Environment.GetEnvironmentVariable("SCHEDEXT_CACHE") is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home ? home : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "schedext");

    private static string FindRoot(string directory) => File.Exists(Path.Combine(directory, "SchedExt.sln"))
        ? directory
        : FindRoot(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("These tests run from within the repository."));
}
