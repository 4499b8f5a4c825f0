using System.Reflection;
using System.Runtime.Loader;

namespace SchedExt.Architecture.Tests;

/// <summary>A load context in which System.IO.Abstractions is another one than the libraries were built on, or cannot be had.</summary>
/// <param name="path">Where the other one is; null for none.</param>
internal sealed class OtherAbstractions(string? path) : AssemblyLoadContext("other abstractions")
{
    /// <summary>The name of the assembly.</summary>
    public const string AbstractionsName = "System.IO.Abstractions";

    /// <summary>A version from 18 on, whose types are in another assembly, which is not there.</summary>
    public static string Split { get; } = Path.Combine(AppContext.BaseDirectory, "SplitAbstractions", AbstractionsName + ".dll");

    /// <summary>Whether anything needed the assembly.</summary>
    public bool WasAsked { get; private set; }

    /// <summary>Loads a library into this context.</summary>
    public Assembly Load(string library, string framework) => LoadFromAssemblyPath(Repository.AssemblyPath(library, framework));

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name != AbstractionsName)
        {
            return null;
        }

        WasAsked = true;
        return path is null ? throw new FileNotFoundException("not here on purpose", AbstractionsName) : LoadFromAssemblyPath(path);
    }
}
