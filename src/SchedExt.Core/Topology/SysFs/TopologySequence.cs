using System.Text;

namespace SchedExt;

/// <summary>What changes when CPUs or nodes come and go: the same before and after means that nothing did.</summary>
/// <remarks><c>sys/kernel/sched_ext/hotplug_seq</c> counts every CPU that came or went since boot, so that one which went and came
/// back is noticed too (<c>handle_hotplug()</c> of kernel/sched/ext); it is empty where the kernel has no sched_ext.</remarks>
internal readonly record struct TopologySequence(string Online, string Present, string Nodes, string HotplugCount)
{
    public static TopologySequence Read(SysFsReader reader) => new(
        Text(reader, $"{CpuDirectory.Path}/online"),
        Text(reader, $"{CpuDirectory.Path}/present"),
        Text(reader, $"{NodeDirectory.Path}/online"),
        Text(reader, "sys/kernel/sched_ext/hotplug_seq"));

    private static string Text(SysFsReader reader, string path) => Encoding.UTF8.GetString(reader.Bytes(path));
}
