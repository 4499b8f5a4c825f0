namespace SchedExt.ReferenceHost;

/// <summary>A machine's files in one archive on disk: what a bug report is sent with.</summary>
internal static class CaptureFile
{
    /// <summary>
    /// Writes a machine's files into an archive, which is made in memory first: a machine that cannot be read harms no archive of that name. What is
    /// there already is written to, not replaced: a link stays a link, and a device a device.
    /// </summary>
    /// <returns>How many files and links it holds.</returns>
    /// <exception cref="IOException">The archive cannot be written, or there was nothing to put into it.</exception>
    internal static int Write(KernelRoot root, string path)
    {
        using var archive = new MemoryStream();
        int count = MachineCapture.Write(root, archive);
        if (count == 0) throw new IOException($"cannot capture '{root}': ENOENT: no file of a machine can be read there. Give a directory that holds sys and proc.");
        if (Directory.Exists(path)) throw new IOException($"cannot write '{path}': EISDIR: it is a directory. Give a file's name, such as machine.tar.gz.");
        bool isNew = !File.Exists(path), isWhole = false;
        try
        {
            using (FileStream file = File.Create(path)) archive.WriteTo(file);
            isWhole = true;
            return count;
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"cannot write '{path}': {Reason(failure)}", failure);
        }
        finally
        {
            if (isNew && !isWhole && File.Exists(path)) File.Delete(path);
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

    private static string Reason(Exception failure) => failure switch
    {
        DirectoryNotFoundException => "ENOENT: its directory does not exist. Create it first.",
        FileNotFoundException => "ENOENT: no file can be made there. Give a file in a directory of yours.",
        UnauthorizedAccessException => "EACCES: you may not write there. Give a file in a directory of yours.",
        _ => failure.Message,
    };
}
