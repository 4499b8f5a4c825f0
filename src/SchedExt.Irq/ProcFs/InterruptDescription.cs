using System.Globalization;
using System.Text.RegularExpressions;

namespace SchedExt.Irq;

/// <summary>The words behind the counters of an interrupt in <c>proc/interrupts</c>, taken apart as far as they allow. Pure.</summary>
/// <remarks>
/// <code>
/// PCI-MSIX-0000:01:00.0   3-edge      nvme0q3, other       chip, hardware number and flow, actions
/// GICv3  27 Level     arch_timer
/// IO-APIC-edge      timer                                  no hardware number
/// Hyper-V PCIe MSI 2701534461952-edge      mlx5_comp0@pci:0000:19:00.0
/// </code>
/// Chips hold blanks, and handlers too, so this is a second choice: <c>sys/kernel/irq</c> has each part in a file of its own.
/// </remarks>
internal static partial class InterruptDescription
{
    /// <summary>The parts of a message-signalled interrupt's words: its chip has no blank, and number and flow stand behind it, so that there is one way only to read them,
    /// and three files of <c>sys/kernel/irq</c> need not be read.</summary>
    /// <returns>Whether the words are of that kind.</returns>
    public static bool TryParseMessageSignalled(string description, out (string Chip, long HardwareIrq, IReadOnlyList<string> Actions) parts)
    {
        parts = default;
        int end = description.IndexOf(' ');
        if (end < 0 || !description.AsSpan(0, end).Contains("MSI", StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> rest = description.AsSpan(end).TrimStart(' ');
        int digits = rest.IndexOfAnyExceptInRange('0', '9'), flow = digits < 0 ? -1 : rest[digits..].IndexOf(' ');
        if (flow < 2 || rest[digits] != '-' || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return false;
        }

        parts = (description[..end], number, IrqDirectory.ParseActions(rest[(digits + flow)..]));
        return parts.Actions.Count > 0;
    }

    public static (string? Chip, long? HardwareIrq, IReadOnlyList<string> Actions) Parse(string description)
    {
        Match known = WithNumber().Match(description);
        if (!known.Success)
        {
            known = WithoutNumber().Match(description);
        }

        if (!known.Success)
        {
            return (description.Length == 0 ? null : description, null, []);
        }

        long? hardware = long.TryParse(known.Groups["hwirq"].ValueSpan, out long number) ? number : null;
        return (known.Groups["chip"].Value, hardware, IrqDirectory.ParseActions(known.Groups["actions"].Value));
    }

    /// <summary>Chip, number, then <c>-edge</c> or <c> Level</c> or nothing, then actions.</summary>
    [GeneratedRegex(@"^(?<chip>\S.*?)\s+(?<hwirq>\d+)(?:-[a-z_]+|\s+(?:Level|Edge))?(?:\s+(?<actions>\S.*))?$")]
    private static partial Regex WithNumber();

    /// <summary>Chip with its flow, or without, at least two blanks, actions.</summary>
    [GeneratedRegex(@"^(?<chip>\S+?)(?:-(?:edge|fasteoi|level))?\s+(?<actions>\S.*)$")]
    private static partial Regex WithoutNumber();
}
