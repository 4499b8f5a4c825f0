using System.Reflection;
using System.Runtime.InteropServices;

namespace SchedExt.Bpf.Native;

/// <summary>
/// Finds libbpf: the one beside the program or in the package's <c>runtimes/RID/native</c>, else the system's by its soname
/// (the name without a version belongs to development packages). What does not load or is too old is passed over, and listed.
/// A program that is compiled ahead of time may have it linked in, and says so by a runtime option: then there is nothing to find.
/// </summary>
internal static class LibbpfLibrary
{
    /// <summary>Attaching by hand needs <c>bpf_map__set_autoattach</c> (1.5).</summary>
    internal static readonly Version Minimum = new(1, 5);

    /// <summary>The runtime option (RuntimeHostConfigurationOption) of a program whose DirectPInvoke and NativeLibrary items link libbpf in.</summary>
    private const string LinkedInOption = "SchedExt.Bpf.LibbpfIsLinkedIn";

    private static readonly Lazy<Resolution> s_resolution = new(Resolve);

    /// <summary>Version and place of the library in use.</summary>
    /// <exception cref="LibbpfNotFoundException">No usable libbpf was found.</exception>
    internal static Resolution Loaded
    {
        get
        {
            Resolution found = s_resolution.Value;
            return found.Handle != 0 ? found : throw new LibbpfNotFoundException(found.Tried);
        }
    }

    /// <summary>Makes sure that libbpf can be called.</summary>
    /// <exception cref="LibbpfNotFoundException">No usable libbpf was found.</exception>
    internal static void Ensure() => _ = Loaded;

    private static Resolution Resolve()
    {
        if (AppContext.TryGetSwitch(LinkedInOption, out bool linkedIn) && linkedIn) return ResolveLinkedIn();
        List<string> tried = [];
        foreach (string candidate in Candidates())
        {
            if (!NativeLibrary.TryLoad(candidate, out nint handle))
            {
                tried.Add($"{candidate}: {(candidate.Contains('/') && !File.Exists(candidate) ? "no such file" : "does not load")}");
                continue;
            }

            Version? version = VersionOf(handle);
            if (version is not null && version >= Minimum)
            {
                Install(handle);
                return new Resolution(handle, candidate, version, tried);
            }

            tried.Add($"{candidate}: {(version is null ? "no libbpf" : $"version {version} is older than {Minimum}")}");
            NativeLibrary.Free(handle);
        }

        return new Resolution(0, "", new Version(0, 0), tried);
    }

    private static Resolution ResolveLinkedIn()
    {
        LibbpfLog.Install();
        var version = new Version((int)Libbpf.libbpf_major_version(), (int)Libbpf.libbpf_minor_version());
        return new Resolution(NativeLibrary.GetMainProgramHandle(), "the program itself, which it is linked into", version, []);
    }

    private static void Install(nint handle)
    {
        NativeLibrary.SetDllImportResolver(typeof(LibbpfLibrary).Assembly, (name, _, _) => name == Libbpf.Name ? handle : 0);
        LibbpfLog.Install();
    }

    private static IEnumerable<string> Candidates()
    {
        string rid = "linux-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string start = AppContext.BaseDirectory;
        yield return Path.Combine(start, "libbpf.so");
        yield return Path.Combine(start, "runtimes", rid, "native", "libbpf.so");

        // A host that keeps packages elsewhere (dotnet run of a package consumer) names the folders it probes.
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string folders)
        {
            foreach (string folder in folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                if (folder.TrimEnd('/') != start.TrimEnd('/')) yield return Path.Combine(folder, "libbpf.so");
            }
        }

        yield return "libbpf.so.1";
    }

    // SAFETY: both symbols take nothing and return an unsigned int in every libbpf since 0.6.
    private static unsafe Version? VersionOf(nint handle)
    {
        if (!NativeLibrary.TryGetExport(handle, "libbpf_major_version", out nint major)
            || !NativeLibrary.TryGetExport(handle, "libbpf_minor_version", out nint minor))
        {
            return null;
        }

        return new Version((int)((delegate* unmanaged<uint>)major)(), (int)((delegate* unmanaged<uint>)minor)());
    }

    /// <summary>Where the search ended; <see cref="Handle"/> is zero when nothing fits.</summary>
    internal sealed record Resolution(nint Handle, string Path, Version Version, IReadOnlyList<string> Tried);
}
