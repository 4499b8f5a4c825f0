namespace SchedExt.Irq.Tests;

/// <summary>Changes to a machine in one expression.</summary>
internal static class KernelTreeEdits
{
    public static KernelTree With(this KernelTree machine, string path, string text)
    {
        machine[path] = text;
        return machine;
    }
}
