using System.CommandLine;
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

    /// <summary>Runs one command.</summary>
    /// <returns>The exit status.</returns>
    internal static async Task<int> RunAsync(string[] arguments, HostConsole console)
    {
        var reporter = new FailureReporter(StateDirectory.OfUser(), Preflight.Check);
        ParseResult parsed = Create(console, reporter, Array.Exists(arguments, IsHelp)).Parse(arguments);
        if (parsed.Errors.Count > 0) return console.Report(Usage(parsed));
        try
        {
            // Signals are the run command's; exceptions are put in words below.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = console.Out, Error = console.Error,
            });
        }
        catch (Exception failure)
        {
            return console.Report(FailureReporter.Explain(failure));
        }
        finally
        {
            console.Out.Flush();
        }
    }

    // What a root command has of its own, help and version, fetches its texts from resources: a start of a scheduler does not wait for them.
    private static Command Create(HostConsole console, FailureReporter reporter, bool withHelp)
    {
        Command root = withHelp ? new RootCommand(Statuses) : new Command("schedext", Statuses);
        root.Add(RunCommand.Create(console, reporter));
        root.Add(DoctorCommand.Create(console));
        root.Add(TopologyCommand.Create(console));
        root.Add(IrqCommand.Create(console));
        root.Add(BenchCommand.Create(console));
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
            (_, [var unknown, ..]) => $"{command.Name} has no option '{unknown}'",
            _ => parsed.Errors[0].Message.TrimEnd('.'),
        };
        return new(ExitStatus.Usage, $"{problem} (schedext {Path(command)}--help tells more).");
    }

    /// <summary>"irq plan ", from below the root.</summary>
    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)}{command.Name} " : "";
}
