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
        string range = string.Create(CultureInfo.InvariantCulture, $"0.1 to {most}");
        return Create<TimeSpan>(name, "SECONDS", description, "seconds", range, text =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds >= 0.1 && seconds <= most
                ? TimeSpan.FromSeconds(seconds)
                : null);
    }

    /// <summary>A whole number.</summary>
    internal static Option<int?> Count(string name, string description, int least, int most)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        return Create<int>(name, "N", description, "a number", range, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number : null);
    }

    /// <summary>Whole units of time.</summary>
    internal static Option<TimeSpan?> Time(string name, string description, string unit, TimeSpan one, int least, int most)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        return Create<TimeSpan>(name, "N", description, unit, range, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? one * number : null);
    }

    /// <summary>Whole milliseconds, as far as the kernel's watchdog goes.</summary>
    internal static Option<TimeSpan?> WatchdogTimeout(string name, string description)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"1 to {LongestTimeout}, the longest that the kernel's watchdog knows");
        return Create<TimeSpan>(name, "N", description, "milliseconds", range, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds) && milliseconds is >= 1 and <= LongestTimeout
                ? TimeSpan.FromMilliseconds(milliseconds)
                : null);
    }

    /// <summary>The name of a file or directory. An empty one, of a variable that is not set for one, is an error.</summary>
    internal static Option<string?> Path(string name, string what, string description)
    {
        var option = new Option<string?>(name) { HelpName = what, Description = description };
        string kind = what == "DIR" ? "directory" : "file";
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }]) result.AddError($"{name} takes the name of a {kind}; '' is none");
        });
        return option;
    }

    private static Option<T?> Create<T>(string name, string placeholder, string description, string unit, string range, Func<string, T?> read)
        where T : struct
    {
        T? Parse(ArgumentResult result)
        {
            string text = result.Tokens[0].Value;
            T? value = read(text);
            if (value is null) result.AddError($"{name} takes {unit} from {range}; '{text}' is not that");
            return value;
        }

        return new Option<T?>(name) { HelpName = placeholder, Description = $"{description} From {range}.", CustomParser = Parse };
    }
}
