namespace SchedExt.Irq.Tests;

/// <summary>A machine in a directory of its own, deleted when disposed.</summary>
internal sealed class TemporaryMachine : IDisposable
{
    public TemporaryMachine(params (string Path, string Text)[] files)
    {
        foreach ((string path, string text) in files)
        {
            string full = Full(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("schedext-irq-").FullName;

    public KernelRoot Root => KernelRoot.At(Folder);

    public string Full(string path) => Path.Combine(Folder, path);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
