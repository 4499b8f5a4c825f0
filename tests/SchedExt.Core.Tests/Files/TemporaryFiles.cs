namespace SchedExt.Tests.Files;

internal static class TemporaryFiles
{
    public static void Write(string directory, Dictionary<string, string> files)
    {
        foreach ((string path, string text) in files)
        {
            string full = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }
    }
}
