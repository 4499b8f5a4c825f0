using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SchedExt.ReferenceHost;

/// <summary>Options with a unit and a range, and their words for a value outside it.</summary>
internal static class OptionValues
{
    private const int LongestTimeout = 30_000; // SCX_WATCHDOG_MAX_TIMEOUT

    /// <summary>Seconds, fractions allowed.</summary>
    internal static Option<TimeSpan?> Seconds(string name, string description, int most)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"takes seconds from 0.1 to {most}");
        return Create<TimeSpan>(name, "SECONDS", description, range, text =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds >= 0.1 && seconds <= most
                ? TimeSpan.FromSeconds(seconds)
                : null);
    }

    /// <summary>A whole number.</summary>
    internal static Option<int?> Count(string name, string description, int least, int most)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"takes a number from {least} to {most}");
        return Create<int>(name, "N", description, range, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number : null);
    }

    /// <summary>Whole units of time.</summary>
    internal static Option<TimeSpan?> Time(string name, string description, string unit, TimeSpan one, int least, int most)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"takes {unit} from {least} to {most}");
        return Create<TimeSpan>(name, "N", description, range, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? one * number : null);
    }

    /// <summary>Whole milliseconds, as far as the kernel's watchdog goes.</summary>
    internal static Option<TimeSpan?> WatchdogTimeout(string name, string description)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"takes milliseconds from 1 to {LongestTimeout}, the longest that the kernel's watchdog knows");
        return Create<TimeSpan>(name, "N", description, range, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds) && milliseconds is >= 1 and <= LongestTimeout
                ? TimeSpan.FromMilliseconds(milliseconds)
                : null);
    }

    /// <summary>Finds fault with a path that is empty: of a variable that is not set, for one.</summary>
    internal static void RefuseEmpty(OptionResult result)
    {
        if (result.Tokens is [{ Value: "" }]) result.AddError($"{result.Option.Name} takes a path; '' is none");
    }

    private static Option<T?> Create<T>(string name, string unit, string description, string range, Func<string, T?> read)
        where T : struct
    {
        T? Parse(ArgumentResult result)
        {
            string text = result.Tokens[0].Value;
            T? value = read(text);
            if (value is null) result.AddError($"{name} {range}; '{text}' is not that");
            return value;
        }

        return new Option<T?>(name) { HelpName = unit, Description = description, CustomParser = Parse };
    }
}
