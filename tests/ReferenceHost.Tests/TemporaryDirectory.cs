namespace SchedExt.ReferenceHost.Tests;

/// <summary>A directory that goes with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string FullPath { get; } = Directory.CreateTempSubdirectory("schedext-test-").FullName;

    /// <summary>Writes a file in it.</summary>
    /// <returns>The file's path.</returns>
    internal string Write(string name, string text)
    {
        string path = Path.Combine(FullPath, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
