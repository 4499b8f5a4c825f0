namespace SchedExt;

public sealed partial class KernelTree
{
    /// <summary>Links followed for one path before it counts as missing, as in the kernel.</summary>
    private const int MostLinks = 40;

    /// <summary>The text of each link by its path. Guarded by the gate.</summary>
    private readonly Dictionary<string, string> links = new(StringComparer.Ordinal);

    /// <summary>Adds a symbolic link. Reading through it follows it within the tree.</summary>
    /// <param name="path">The link, below the root and without a leading slash.</param>
    /// <param name="target">Where it points: from its own directory, or from the root with a leading slash. It need not exist.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is no path below the root, or exists; <paramref name="target"/> is empty.</exception>
    public void AddLink(string path, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        (string parent, string name) = Split(Checked(path));
        lock (gate)
        {
            if (files.ContainsKey(path) || directories.ContainsKey(path) || !links.TryAdd(path, target))
            {
                throw new ArgumentException($"The tree has {path} already.", nameof(path));
            }

            PutDirectory(parent).Add(name);
        }
    }

    private protected override string? ReadLinkCore(string path)
    {
        (string parent, string name) = Split(path);
        lock (gate)
        {
            return links.GetValueOrDefault(Join(Resolve(parent), name));
        }
    }

    private static string Join(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";

    /// <summary>The path without links in it; one that does not exist when there are too many.</summary>
    private string Resolve(string path)
    {
        for (int followed = 0; links.Count > 0 && FindLink(path) is { } link; followed++)
        {
            string rest = path[link.Length..], target = links[link];
            path = Flatten(target[0] == '/' ? target + rest : $"{Split(link).Parent}/{target}{rest}");
            if (followed == MostLinks)
            {
                return "?";
            }
        }

        return path;
    }

    /// <summary>The first link on the way along a path.</summary>
    private string? FindLink(string path)
    {
        for (int slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (links.ContainsKey(path[..slash]))
            {
                return path[..slash];
            }
        }

        return links.ContainsKey(path) ? path : null;
    }

    /// <summary>Takes "." and ".." out of a path.</summary>
    private static string Flatten(string path)
    {
        List<string> names = [];
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == "..")
            {
                names.RemoveRange(Math.Max(0, names.Count - 1), Math.Min(1, names.Count));
            }
            else if (name != ".")
            {
                names.Add(name);
            }
        }

        return string.Join('/', names);
    }
}
