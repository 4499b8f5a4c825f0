namespace SchedExt.Bpf;

/// <summary>A scheduler from an object file.</summary>
internal sealed class FileSchedulerObject(string path, SchedulerOptions options) : SchedulerObject(NameOf(path), options)
{
    /// <inheritdoc/>
    public override NumaTopologyParts TopologyParts => NumaTopologyParts.CpusAndNodes;

    /// <inheritdoc/>
    public override OpenBpfObject Open() => OpenBpfObject.OpenFile(path);

    // What ends with a slash names a directory, which is told when it is opened.
    private static string NameOf(string path) => Path.GetFileName(path) is { Length: > 0 } name ? name : path;
}
