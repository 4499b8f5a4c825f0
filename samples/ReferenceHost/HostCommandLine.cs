using System.CommandLine;
using System.CommandLine.Parsing;
using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The command line: what there is, and one sentence for what is wrong with it.</summary>
internal static class HostCommandLine
{
    private const string Statuses = """
        Hosts a sched_ext scheduler: ai_numa, which is built in, or any other from its object file. Keeps interrupts off CPUs.

        Exit statuses: 0 done; 2 wrong command line; 3 this kernel or machine cannot; 4 privileges are missing;
        5 another scheduler, or another watch of interrupts, is running; 6 the kernel ended the scheduler; 1 anything else.
        """;

    // "@FILE" is a name like any other: a message that quotes it must not quote what is in the file.
    private static readonly ParserConfiguration s_parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command.</summary>
    /// <returns>The exit status.</returns>
    internal static async Task<int> RunAsync(string[] arguments, HostConsole console)
    {
        var reporter = new FailureReporter(StateDirectory.OfUser(), Preflight.Check);
        ParseResult parsed = Create(console, reporter, arguments).Parse(arguments, s_parsing);
        if (parsed.Errors.Count > 0) return console.Report(Usage(parsed));
        try
        {
            // Signals are the run command's; exceptions are put in words below.
            int status = await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = console.Out, Error = console.Error,
            });
            console.Out.Flush();
            return status;
        }
        catch (Exception failure)
        {
            return console.Report(FailureReporter.Explain(failure));
        }
        finally
        {
            console.FlushWhatCanBe();
        }
    }

    // What a root command has of its own, help and version, fetches its texts from resources, and each command has options and
    // descriptions: a start of a scheduler does not wait for them.
    private static Command Create(HostConsole console, FailureReporter reporter, string[] arguments)
    {
        bool withHelp = Array.Exists(arguments, IsHelp);
        Command root = withHelp ? new RootCommand(Statuses) : new Command("schedext", Statuses);
        (string Name, Func<Command> Create)[] commands =
        [
            ("run", () => RunCommand.Create(console, reporter)),
            ("doctor", () => DoctorCommand.Create(console)),
            ("topology", () => TopologyCommand.Create(console)),
            ("irq", () => IrqCommand.Create(console)),
            ("bench", () => BenchCommand.Create(console)),
        ];
        int asked = withHelp || arguments.Length == 0 ? -1 : Array.FindIndex(commands, command => command.Name == arguments[0]);
        foreach ((_, Func<Command> create) in asked < 0 ? commands : [commands[asked]]) root.Add(create());
        return root;
    }

    private static bool IsHelp(string argument) => argument is "--help" or "-h" or "-?" or "/h" or "/?" or "--version" || argument.StartsWith('[');

    private static Failure Usage(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string problem = (command, parsed.UnmatchedTokens) switch
        {
            ({ Subcommands.Count: > 0 }, [var unknown, ..]) => $"there is no command '{unknown}'",
            ({ Subcommands.Count: > 0 }, []) => $"say what to do: {string.Join(", ", command.Subcommands.Select(known => known.Name))}",
            (_, [var unknown, ..]) => Unknown(command, unknown),
            _ => Wrong(parsed.Errors[0]),
        };
        return new(ExitStatus.Usage, $"{problem} (schedext {Path(command)}--help tells more).");
    }

    private static string Unknown(Command command, string text)
    {
        if (!text.StartsWith('-')) return $"{command.Name} takes no '{text}'";
        return command.Options.Any(known => known.Name == text)
            ? $"'{text}' stands where it means nothing: write schedext {Path(command)}{text}"
            : $"{command.Name} has no option '{text}'";
    }

    // What the parser finds itself comes in its own words, which do not tell what the option takes.
    private static string Wrong(ParseError error)
    {
        OptionResult? given = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        return given switch
        {
            { Tokens.Count: 0 } => $"{given.Option.Name} needs a value: {given.Option.Name} {given.Option.HelpName}",
            { IdentifierTokenCount: > 1 } => $"{given.Option.Name} is given more than once",
            _ => error.Message.TrimEnd('.'),
        };
    }

    /// <summary>"irq plan ", from below the root.</summary>
    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)}{command.Name} " : "";
}
