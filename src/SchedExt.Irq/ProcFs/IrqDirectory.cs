using System.Globalization;
using System.Text;
using SchedExt.Irq.Native;

namespace SchedExt.Irq;

/// <summary>Names and parses the files of one interrupt: <c>proc/irq/N/…</c> and <c>sys/kernel/irq/N/…</c>.</summary>
/// <remarks>Kernel: kernel/irq/proc.c and kernel/irq/irqdesc.c.</remarks>
internal static class IrqDirectory
{
    public const string Proc = "proc/irq", Sys = "sys/kernel/irq", DefaultAffinity = "proc/irq/default_smp_affinity";

    public const string List = "smp_affinity_list", Mask = "smp_affinity", Effective = "effective_affinity_list", EffectiveMask = "effective_affinity";

    /// <summary>The names in a directory that are numbers, ascending; empty when there is no such directory.</summary>
    /// <exception cref="KernelFileException">The directory exists and cannot be listed.</exception>
    public static List<int> NumbersIn(KernelRoot root, string path)
        => OperatingSystem.IsLinux() && root.Directory is { } directory && NumberedFolder.TryList(Encoding.UTF8.GetBytes($"{directory}/{path}\0"), out List<int>? numbers)
            ? numbers
            : Numbers(root.ListDirectory(path));

    /// <summary>Those of some names that are numbers, ascending.</summary>
    public static List<int> Numbers(IReadOnlyList<string> names)
    {
        List<int> numbers = [];
        foreach (string name in names)
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>The handlers: <c>PCIe PME,aerdrv</c> in sysfs, with a blank behind the comma in <c>proc/interrupts</c>.</summary>
    public static IReadOnlyList<string> ParseActions(ReadOnlySpan<char> text)
        => text.Trim("\0\n ") is { Length: > 0 } trimmed ? trimmed.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];

    /// <summary>The counters of <c>per_cpu_count</c>, one for each possible CPU in ascending order.</summary>
    /// <returns>The counters, or null when the text is no such list.</returns>
    public static ulong[]? ParseCounts(ReadOnlySpan<char> text)
    {
        text = text.Trim("\0\n ");
        ulong[] counts = new ulong[text.Count(',') + 1];
        for (int index = 0; index < counts.Length; index++)
        {
            int end = text.IndexOf(',');
            if (!ulong.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out counts[index]))
            {
                return null;
            }

            text = text[(end + 1)..];
        }

        return counts;
    }
}
