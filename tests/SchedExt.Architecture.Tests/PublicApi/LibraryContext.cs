using System.Reflection;
using System.Runtime.Loader;

namespace SchedExt.Architecture.Tests.PublicApi;

/// <summary>Loads one library as built for one framework, and the libraries below it from the same folder.</summary>
internal sealed class LibraryContext(string library, string framework) : AssemblyLoadContext($"{library} for {framework}")
{
    private readonly string path = Repository.AssemblyPath(library, framework);

    public Assembly LoadLibrary() => LoadFromAssemblyPath(path);

    protected override Assembly? Load(AssemblyName name)
    {
        string beside = Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
        return Repository.Libraries.Contains(name.Name) ? LoadFromAssemblyPath(beside) : null;
    }
}
