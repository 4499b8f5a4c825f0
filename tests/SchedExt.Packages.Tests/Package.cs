using System.IO.Compression;
using System.Xml.Linq;

namespace SchedExt.Packages.Tests;

/// <summary>A package file: its description and its entries.</summary>
internal sealed class Package : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly XElement _metadata;

    internal Package(ZipArchive archive)
    {
        _archive = archive;
        ZipArchiveEntry description = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
        using Stream stream = description.Open();
        _metadata = XDocument.Load(stream).Root!.Elements().Single();
    }

    internal string Id => Field("id");

    internal string Version => Field("version");

    /// <summary>The paths of all entries.</summary>
    internal IReadOnlyList<string> Entries => [.. _archive.Entries.Select(entry => entry.FullName)];

    /// <summary>The text of a field of the description; empty when there is none.</summary>
    internal string Field(string name) => Element(name)?.Value ?? "";

    /// <summary>An attribute of a field of the description; empty when there is none.</summary>
    internal string Attribute(string field, string name) => Element(field)?.Attribute(name)?.Value ?? "";

    internal string ReadText(string path)
    {
        using var reader = new StreamReader(_archive.GetEntry(path)!.Open());
        return reader.ReadToEnd();
    }

    internal MemoryStream ReadBytes(string path)
    {
        using Stream stream = _archive.GetEntry(path)!.Open();
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    public void Dispose() => _archive.Dispose();

    private XElement? Element(string name) => _metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name);
}
