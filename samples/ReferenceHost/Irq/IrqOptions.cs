using System.CommandLine;
using System.CommandLine.Parsing;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>The options that the commands about interrupts share.</summary>
/// <param name="protect">What the CPUs of --protect are.</param>
internal sealed class IrqOptions(string protect = "The CPUs to keep free, such as 0-3,8. Without it: none.")
{
    internal Option<string?> Root { get; } = OptionValues.Path("--root", "DIR", "The machine whose /sys and /proc lie below this directory. Without it: this one.");

    internal Option<CpuSet> Protect { get; } = new("--protect") { HelpName = "CPUS", Description = protect, CustomParser = ParseCpus };

    internal Option<IrqFallback> Fallback { get; } = new("--fallback")
    {
        HelpName = "spread|all", Description = "Where interrupts go whose home is protected: each by itself (spread, the default), or all to one mask.", CustomParser = Parse<IrqFallback>,
    };

    internal Option<IrqPlacement> Placement { get; } = new("--placement")
    {
        HelpName = "home|near", Description = "Which free CPUs they get: any (home, the default), or those near their home.", CustomParser = Parse<IrqPlacement>,
    };

    internal Option<string?> Rules { get; } = OptionValues.Path(
        "--rules", "FILE",
        "Rules for devices: [{\"driver\":\"mlx5_core\",\"cpus\":\"4-7\"}]. Which by actions, driver, address, kind, node; without cpus they are left alone.");

    internal Option<bool> Json { get; } = new("--json") { Description = "Print JSON, one object a line." };

    internal static Option<IrqSort?> SortOption(IrqSort usual) => new("--sort")
    {
        HelpName = "irq|count", Description = $"By number, or those that came most often first. Default: {usual.ToString().ToLowerInvariant()}.", CustomParser = result => Parse<IrqSort>(result),
    };

    internal KernelRoot OpenRoot(ParseResult parsed) => parsed.GetValue(Root) switch
    {
        null => KernelRoot.Host,
        { } directory when Directory.Exists(directory) => KernelRoot.At(directory),
        { } directory => throw new DirectoryNotFoundException($"cannot read '{directory}': ENOENT: there is no such directory. Give one that holds proc/irq."),
    };

    /// <summary>The machine's interrupts. A directory without any is not a machine: to list nothing would pass for an answer.</summary>
    internal IrqSnapshot ReadSnapshot(ParseResult parsed)
    {
        KernelRoot root = OpenRoot(parsed);
        IrqSnapshot snapshot = IrqSnapshot.Read(root);
        return snapshot.Irqs.Count > 0 || root.Exists("proc/irq") ? snapshot
            : throw new DirectoryNotFoundException($"cannot read 'proc/irq' below '{parsed.GetValue(Root) ?? "/"}': ENOENT: there is no such directory. Mount procfs there, or give a directory that holds a machine's sys and proc.");
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="possible">The CPUs that the machine can have: rules name no others.</param>
    internal IrqPlanOptions Planning(ParseResult parsed, CpuSet possible) => new()
    {
        Fallback = parsed.GetValue(Fallback),
        Placement = parsed.GetValue(Placement),
        Rules = parsed.GetValue(Rules) is { } file ? RuleFile.Read(file, possible) : [],
    };

    /// <summary>The CPUs to protect, as far as the machine can have them.</summary>
    internal CpuSet CpusOf(ParseResult parsed, CpuSet possible)
    {
        CpuSet cpus = parsed.GetValue(Protect);
        return cpus.IsSubsetOf(possible) ? cpus : throw new UsageException($"--protect {cpus}: the machine can have the CPUs {possible}");
    }

    private static CpuSet ParseCpus(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!CpuSet.TryParse(text, out CpuSet cpus, out CpuTextError error))
        {
            result.AddError($"--protect takes a list of CPUs such as 0-3,8; '{text}' is not that (at {error.Position}: expected {error.Expected})");
        }

        return cpus;
    }

    private static T Parse<T>(ArgumentResult result)
        where T : struct, Enum
    {
        string text = result.Tokens[0].Value;
        if (!char.IsAsciiLetter(text.FirstOrDefault()) || !Enum.TryParse(text, ignoreCase: true, out T value))
        {
            result.AddError($"--{typeof(T).Name[3..].ToLowerInvariant()} takes {string.Join(" or ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}; '{text}' is not that");
            return default;
        }

        return value;
    }
}
