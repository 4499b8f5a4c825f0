using System.IO.Compression;

[assembly: AssemblyFixture(typeof(SchedExt.Packages.Tests.PackedPackages))]

namespace SchedExt.Packages.Tests;

/// <summary>The three packages, packed anew for these tests by <c>./build.sh pack</c>.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly Dictionary<string, Package> _packages = [];

    /// <summary>The ids of all packages.</summary>
    public static IEnumerable<TheoryDataRow<string>> Ids => [new("SchedExt.Core"), new("SchedExt.Irq"), new("SchedExt.Bpf")];

    internal IReadOnlyDictionary<string, Package> All => _packages;

    internal Package this[string id] => _packages[id];

    public async ValueTask InitializeAsync()
    {
        ToolResult packed = await Tool.RunAsync(Repository.Root, [Repository.Build, "pack"]);
        if (packed.Status != 0) throw new InvalidOperationException($"./build.sh pack failed: {packed}");
        foreach (string file in Directory.GetFiles(Repository.Packages, "*.nupkg"))
        {
            var package = new Package(ZipFile.OpenRead(file));
            _packages.Add(package.Id, package);
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (Package package in _packages.Values) package.Dispose();
        return ValueTask.CompletedTask;
    }
}
