namespace SchedExt.ReferenceHost;

/// <summary>A machine's files in one archive on disk: what a bug report is sent with.</summary>
internal static class CaptureFile
{
    /// <summary>Writes a machine's files into an archive, which replaces one of that name only once it is whole.</summary>
    /// <returns>How many files and links it holds.</returns>
    /// <exception cref="IOException">The archive cannot be written, or there was nothing to put into it.</exception>
    internal static int Write(KernelRoot root, string path)
    {
        if (Directory.Exists(path)) throw new IOException($"cannot write '{path}': EISDIR: it is a directory. Give a file's name, such as machine.tar.gz.");
        string unfinished = $"{path}.{Environment.ProcessId}";
        try
        {
            int count = WriteWhole(root, unfinished);
            if (count == 0) throw new IOException($"cannot capture '{root}': ENOENT: no file of a machine can be read there. Give a directory that holds sys and proc.");
            File.Move(unfinished, path, overwrite: true);
            return count;
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new IOException($"cannot write '{path}': {Reason(failure)}", failure);
        }
        finally
        {
            if (File.Exists(unfinished)) File.Delete(unfinished);
        }
    }

    /// <summary>Reads an archive that <see cref="Write"/> or <see cref="MachineCapture"/> wrote.</summary>
    /// <exception cref="IOException">The file is no such archive.</exception>
    internal static KernelTree Read(string path)
    {
        try
        {
            using FileStream archive = File.OpenRead(path);
            return MachineCapture.Read(archive);
        }
        catch (InvalidDataException failure)
        {
            throw new IOException($"cannot read '{path}': it is no .tar.gz, or is damaged. Give one that schedext topology --capture wrote.", failure);
        }
    }

    private static int WriteWhole(KernelRoot root, string path)
    {
        using FileStream archive = File.Create(path);
        return MachineCapture.Write(root, archive);
    }

    private static string Reason(Exception failure) => failure is DirectoryNotFoundException
        ? "ENOENT: its directory does not exist. Create it first."
        : "EACCES: you may not write there. Give a file in a directory of yours.";
}
