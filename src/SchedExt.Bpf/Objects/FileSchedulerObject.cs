namespace SchedExt.Bpf;

/// <summary>A scheduler from an object file.</summary>
internal sealed class FileSchedulerObject(string path, SchedulerOptions options) : SchedulerObject(Path.GetFileName(path), options)
{
    /// <inheritdoc/>
    public override NumaTopologyParts TopologyParts => NumaTopologyParts.CpusAndNodes;

    /// <inheritdoc/>
    public override OpenBpfObject Open() => OpenBpfObject.OpenFile(path);
}
