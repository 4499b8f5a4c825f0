using System.Runtime.InteropServices;
using System.Text;

namespace SchedExt.Bpf;

/// <summary>The cgroups that a loaded <c>ai_numa</c> object knows, in shared memory.</summary>
internal sealed class AiNumaCgroups(BpfObject loaded) : IDisposable
{
    private const int MostLevels = 64;

    private readonly BpfMapMemory<AiNumaLayout.Group> _groups = loaded.Map("groups").MapMemory<AiNumaLayout.Group>();
    private readonly BpfMapMemory<AiNumaLayout.GroupName> _names = loaded.Map("group_names").MapMemory<AiNumaLayout.GroupName>();

    /// <summary>Those with a limit, now or before.</summary>
    internal AiNumaCgroupStatistics[] Read()
    {
        List<AiNumaCgroupStatistics> limited = [];
        int end = (int)Math.Min(loaded.ReadVariable<uint>("groups_end"), (uint)_groups.Length);
        for (int slot = 1; slot < end; slot++)
        {
            ref AiNumaLayout.Group group = ref _groups[slot];
            if (Volatile.Read(ref group.Id) != 0 && (group.Quota != 0 || group.Periods != 0)) limited.Add(Read(ref group, PathOf(slot)));
        }

        return [.. limited];
    }

    /// <summary>How many found no slot of their own.</summary>
    internal int Folded => (int)loaded.ReadVariable<uint>("groups_folded");

    /// <inheritdoc/>
    public void Dispose()
    {
        _groups.Dispose();
        _names.Dispose();
    }

    private static AiNumaCgroupStatistics Read(ref AiNumaLayout.Group group, string path) => new(path, Time(group.Quota), Time(group.Period), Time(group.Burst))
    {
        Periods = (long)Volatile.Read(ref group.Periods),
        ThrottledPeriods = (long)Volatile.Read(ref group.ThrottledPeriods),
        ThrottledTime = Time(Volatile.Read(ref group.ThrottledNs)),
    };

    private static TimeSpan Time(ulong nanoseconds) => TimeSpan.FromTicks((long)(nanoseconds / TimeSpan.NanosecondsPerTick));

    // A parent's slot is below its child's, so this ends; the bound is for memory that another process wrote.
    private string PathOf(int slot)
    {
        var path = new StringBuilder();
        for (int level = 0; slot > 0 && slot < _groups.Length && level < MostLevels; level++, slot = (int)_groups[slot].Parent)
            path.Insert(0, "/" + NameOf(ref _names[slot]));
        return path.ToString();
    }

    private static string NameOf(ref AiNumaLayout.GroupName name)
    {
        ReadOnlySpan<byte> text = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref name, 1));
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }
}
