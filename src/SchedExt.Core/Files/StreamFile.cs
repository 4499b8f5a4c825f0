namespace SchedExt;

/// <summary>Reads files through .NET streams, where libc is not at hand, and turns exceptions into error codes.</summary>
internal static class StreamFile
{
    public static ReadOutcome Read(Func<Stream> open, FileBuffer buffer)
    {
        buffer.Clear();
        string operation = "open";
        try
        {
            using Stream stream = open();
            operation = "read";
            for (int read; (read = stream.Read(buffer.GetRoom())) > 0;)
            {
                buffer.Advance(read);
            }

            return ReadOutcome.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ReadOutcome(operation, ToErrno(e));
        }
    }

    public static Errno List(Func<IEnumerable<string>> enumerate, out List<string> names)
    {
        names = [];
        try
        {
            names.AddRange(enumerate());
            return Errno.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ToErrno(e);
        }
    }

    private static Errno ToErrno(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => Errno.ENOENT,
        UnauthorizedAccessException => Errno.EACCES,
        _ when !OperatingSystem.IsWindows() && Enum.IsDefined((Errno)e.HResult) => (Errno)e.HResult,
        _ => Errno.EIO,
    };
}
