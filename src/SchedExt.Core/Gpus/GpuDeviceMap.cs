using System.Globalization;

namespace SchedExt;

/// <summary>Which device file is which GPU, by the kernel's files alone; no vendor's library is asked.</summary>
/// <remarks>
/// <para>Known are <c>/dev/nvidiaN</c> (<c>proc/driver/nvidia/gpus/ADDRESS/information</c> has the number), <c>/dev/dri/renderDN</c>
/// (<c>sys/class/drm</c>) and <c>/dev/accel/accelN</c> (<c>sys/class/accel</c>). A file whose device is on no PCI bus is not in the map.</para>
/// <para>Equality: by content. Order: none. Thread safety: immutable.</para>
/// </remarks>
public sealed class GpuDeviceMap : IEquatable<GpuDeviceMap>
{
    private const string NvidiaGpus = "proc/driver/nvidia/gpus", Drm = "sys/class/drm", Accel = "sys/class/accel";

    private static readonly string[] GpuFiles = ["/dev/nvidia", "/dev/dri/", "/dev/kfd", "/dev/accel/"];

    private readonly Dictionary<string, GpuDevice> byFile = new(StringComparer.Ordinal);

    private GpuDeviceMap(List<GpuDevice> devices)
    {
        Devices = devices;
        foreach (GpuDevice device in devices)
        {
            foreach (string file in device.Files)
            {
                byFile[file] = device;
            }
        }
    }

    /// <summary>The GPUs that have a device file, in ordinal order of their addresses.</summary>
    public IReadOnlyList<GpuDevice> Devices { get; }

    /// <summary>Reads the map.</summary>
    /// <param name="root">The machine.</param>
    /// <returns>The map, empty where there is no GPU or no driver for it. What cannot be read is left out.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="root"/> is null.</exception>
    public static GpuDeviceMap Read(KernelRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        using var reader = new SysFsReader(root);
        var files = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (string address in reader.Names(NvidiaGpus))
        {
            if (root.TryReadText($"{NvidiaGpus}/{address}/information", out string? text) && MinorOf(text) is { } minor)
            {
                Add(files, address, $"/dev/nvidia{minor}");
            }
        }

        AddClass(reader, files, Drm, "renderD", "/dev/dri/");
        AddClass(reader, files, Accel, "accel", "/dev/accel/");
        return new GpuDeviceMap([.. files.Select(pair => ReadDevice(reader, pair.Key, [.. pair.Value]))]);
    }

    /// <summary>Finds the GPU behind a device file.</summary>
    /// <param name="file">The file as a link in <c>proc/PID/fd</c> names it. What stands before the last <c>/dev/</c> does not count: it is
    /// the root of a container.</param>
    /// <returns>The GPU, or null when the file is none of a known GPU.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    public GpuDevice? Find(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return byFile.GetValueOrDefault(InDev(file));
    }

    /// <summary>Compares by content.</summary>
    /// <param name="other">The other map.</param>
    /// <returns>Whether both have the same GPUs.</returns>
    public bool Equals(GpuDeviceMap? other) => other is not null && Devices.SequenceEqual(other.Devices);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GpuDeviceMap);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Devices.Count, Devices.Count > 0 ? Devices[0] : null);

    /// <summary>Is this a file that only programs with a GPU open: one of a GPU, or of a driver as a whole?</summary>
    internal static bool IsOfGpuDriver(string file)
    {
        string name = InDev(file);
        return GpuFiles.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>The link of a file that was removed says so behind its name.</summary>
    private static string InDev(string file)
    {
        const string Deleted = " (deleted)";
        string name = file.EndsWith(Deleted, StringComparison.Ordinal) ? file[..^Deleted.Length] : file;
        return name.LastIndexOf("/dev/", StringComparison.Ordinal) is > 0 and int at ? name[at..] : name;
    }

    /// <summary>The number behind <c>Device Minor:</c>.</summary>
    private static int? MinorOf(string information)
    {
        const string Key = "Device Minor:";
        int at = information.IndexOf(Key, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        ReadOnlySpan<char> line = information.AsSpan(at + Key.Length);
        int end = line.IndexOf('\n');
        return int.TryParse((end < 0 ? line : line[..end]).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int minor) ? minor : null;
    }

    private static void AddClass(SysFsReader reader, SortedDictionary<string, SortedSet<string>> files, string directory, string prefix, string folder)
    {
        foreach (int number in SysFsReader.Numbers(reader.Names(directory), prefix))
        {
            string? device = reader.Root.ReadLink($"{directory}/{prefix}{number}/device")?.Split('/')[^1];
            if (device is not null && reader.Root.Exists($"{PciDirectory.Path}/{device}"))
            {
                Add(files, device, $"{folder}{prefix}{number}");
            }
        }
    }

    private static void Add(SortedDictionary<string, SortedSet<string>> files, string address, string file)
    {
        if (!files.TryGetValue(address, out SortedSet<string>? known))
        {
            files[address] = known = new SortedSet<string>(StringComparer.Ordinal);
        }

        known.Add(file);
    }

    private static GpuDevice ReadDevice(SysFsReader reader, string address, string[] files)
    {
        string path = $"{PciDirectory.Path}/{address}";
        return new GpuDevice(address, reader.Number($"{path}/numa_node") is { } node and >= 0 ? node : null, PciDirectory.ReadDriver(reader, path), files);
    }
}
