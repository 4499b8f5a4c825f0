namespace SchedExt.Irq;

/// <summary>The journal in a directory: <c>irq.journal</c>, replaced by rename, and <c>irq.lock</c>, held while its owner lives.</summary>
internal sealed class JournalDirectory : IJournalStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The open lock file.</summary>
    private readonly FileStream ownership;

    private JournalDirectory(string directory, FileStream ownership)
    {
        this.ownership = ownership;
        Path = System.IO.Path.Combine(directory, "irq.journal");
    }

    public string Path { get; }

    /// <summary>Makes the directory where it is missing, and takes the lock.</summary>
    /// <exception cref="IrqException">Another owner lives, this process may not make the directory or the lock, or they cannot be made.</exception>
    public static JournalDirectory Open(string directory)
    {
        string path = System.IO.Path.Combine(directory, "irq.lock");
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(directory);
            }
            else
            {
                Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            }

            // On Unix FileShare.None is flock(): it ends with its process, whatever pid namespace that is in.
            return new JournalDirectory(directory, Create(path, FileMode.OpenOrCreate, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Errno denied = Denied(e);
            IrqErrorKind kind = IsHeld(e, path) ? IrqErrorKind.Busy : denied != Errno.None ? IrqErrorKind.Privileges : IrqErrorKind.JournalUnwritable;
            throw new IrqException(kind, "lock", path, denied, e);
        }
    }

    public byte[]? Load() => File.Exists(Path) ? File.ReadAllBytes(Path) : null;

    public void Save(byte[] text)
    {
        string replacement = Path + ".new";
        using (FileStream file = Create(replacement, FileMode.Create, FileShare.Read))
        {
            file.Write(text);
            file.Flush(flushToDisk: true);
        }

        File.Move(replacement, Path, overwrite: true);
    }

    public void Delete()
    {
        File.Delete(Path + ".new");
        File.Delete(Path);
    }

    public void Dispose() => ownership.Dispose();

    private static FileStream Create(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>The code with which the kernel said that this process may not; .NET has it in the inner exception, and says the same of a directory where a file should be.</summary>
    private static Errno Denied(Exception e)
        => e is UnauthorizedAccessException { InnerException.HResult: var code } && (Errno)code is var errno and (Errno.EACCES or Errno.EPERM) ? errno : Errno.None;

    /// <summary>Whether somebody else has the lock: on Linux flock() says so by EAGAIN, and by no other code.</summary>
    private static bool IsHeld(Exception e, string path)
        => OperatingSystem.IsLinux() ? e.HResult == (int)Errno.EAGAIN : File.Exists(path) && e is not (UnauthorizedAccessException or DirectoryNotFoundException);
}
