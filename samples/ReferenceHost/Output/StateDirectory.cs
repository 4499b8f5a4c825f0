using System.Globalization;

namespace SchedExt.ReferenceHost;

/// <summary>Where dumps and logs are kept: files that nobody else may read, since they name the machine's tasks.</summary>
internal sealed class StateDirectory(string directory)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary><c>$XDG_STATE_HOME/schedext</c>, or the temporary directory when that is not set.</summary>
    internal static StateDirectory OfUser()
    {
        string? home = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        return new(string.IsNullOrEmpty(home) ? Path.GetTempPath() : Path.Combine(home, "schedext"));
    }

    /// <summary>Keeps a text in a new file.</summary>
    /// <param name="scheduler">Whose it is; part of the file's name.</param>
    /// <param name="kind">What it is, as the file's extension: "dump".</param>
    /// <param name="text">The text.</param>
    internal KeptFile Keep(string scheduler, string kind, string text)
    {
        try
        {
            Directory.CreateDirectory(directory, Owner | UnixFileMode.UserExecute);
            string path = Path.Combine(directory, FileName(scheduler, kind));
            // CreateNew follows no link that somebody left in a shared temporary directory.
            using var writer = new StreamWriter(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner });
            writer.Write(text);
            return new(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(null, failure.Message);
        }
    }

    private static string FileName(string scheduler, string kind)
    {
        string safe = string.Concat(scheduler.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-' ? letter : '_'));
        return string.Create(CultureInfo.InvariantCulture, $"schedext-{safe}-{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Random.Shared.Next():x8}.{kind}");
    }
}
