namespace SchedExt.ReferenceHost;

/// <summary>One JSON object a line, each flushed at once, so that a reader of a pipe keeps up.</summary>
internal sealed class JsonRunView(TextWriter output) : IRunView
{
    /// <inheritdoc/>
    public void Show(RunEvent happened)
    {
        output.Write(HostJson.Line(happened) + "\n");
        output.Flush();
    }
}
