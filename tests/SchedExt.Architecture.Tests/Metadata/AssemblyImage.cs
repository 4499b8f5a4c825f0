using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SchedExt.Architecture.Tests.Metadata;

/// <summary>What an assembly on disk declares and uses; nothing of it is loaded or run.</summary>
internal sealed class AssemblyImage : IDisposable
{
    private readonly PEReader file;

    private AssemblyImage(PEReader file)
    {
        this.file = file;
        Reader = file.GetMetadataReader();
    }

    public MetadataReader Reader { get; }

    /// <summary>The names of the assemblies that this one references.</summary>
    public IEnumerable<string> References => Reader.AssemblyReferences.Select(handle => Reader.GetString(Reader.GetAssemblyReference(handle).Name));

    /// <summary>The public types that are not nested in others.</summary>
    public IEnumerable<(string Namespace, string Name)> PublicTypes
        => from handle in Reader.TypeDefinitions
           let type = Reader.GetTypeDefinition(handle)
           where (type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public
           select (Reader.GetString(type.Namespace), Reader.GetString(type.Name).Split('`')[0]);

    /// <summary>The members of other assemblies that this one uses, as Namespace.Type.Member.</summary>
    public IEnumerable<string> UsedMembers
        => from handle in Reader.MemberReferences
           let member = Reader.GetMemberReference(handle)
           where member.Parent.Kind == HandleKind.TypeReference
           select $"{NameOf((TypeReferenceHandle)member.Parent)}.{Reader.GetString(member.Name)}";

    public static AssemblyImage Open(string library, string framework)
        => new(new PEReader(File.OpenRead(Repository.AssemblyPath(library, framework))));

    public void Dispose() => file.Dispose();

    public string NameOf(TypeReferenceHandle handle)
    {
        TypeReference type = Reader.GetTypeReference(handle);
        return $"{Reader.GetString(type.Namespace)}.{Reader.GetString(type.Name)}";
    }
}
