using System.CommandLine;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext irq watch</c>.</summary>
internal static class IrqWatchCommand
{
    internal static Command Create(HostConsole console)
    {
        var options = new IrqOptions("The CPUs to keep free, such as 0-3,8.");
        Option<string?> state = StateOption();
        Option<TimeSpan?> interval = OptionValues.Seconds("--interval", "Time between two looks at what others changed. Default: 2.", 86_400);
        Option<SteeringKinds> steering = SteeringOption.Create();
        var command = new Command("watch", "Keeps interrupts off the CPUs until Ctrl-C, then restores. Needs root.")
        {
            options.Root, options.Protect, options.Fallback, options.Placement, options.Rules, steering, state, interval, options.Json,
        };
        command.SetAction(async parsed =>
        {
            KernelRoot root = options.OpenRoot(parsed);
            CpuSet possible = NumaTopology.Read(root).Possible, cpus = options.CpusOf(parsed, possible);
            if (cpus.IsEmpty) throw new UsageException("watch keeps nothing free without CPUs: say which by --protect, such as --protect 0-3");
            var settings = new IrqProtectorOptions
            {
                StateDirectory = parsed.GetValue(state)!, IrqFs = new ProcIrqFs(root), Planning = options.Planning(parsed, possible), RefreshInterval = parsed.GetValue(interval) ?? TimeSpan.FromSeconds(2),
                Steering = parsed.GetValue(steering),
            };
            return await WatchAsync(settings, cpus, new IrqWatchView(console.Out, parsed.GetValue(options.Json)), console);
        });
        return command;
    }

    internal static Option<string?> StateOption()
    {
        Option<string?> state = OptionValues.Path("--state", "DIR", "Where the journal is kept.");
        state.DefaultValueFactory = _ => "/run/schedext";
        return state;
    }

    private static async Task<int> WatchAsync(IrqProtectorOptions settings, CpuSet cpus, IrqWatchView view, HostConsole console)
    {
        using var signals = new StopSignals();
        using IrqProtector protector = IrqProtector.Open(settings, new WarningLog(console, shown: nameof(IrqProtector.Drifted)));
        view.Recovered(protector.Recovered);
        protector.Drifted += view.Drifted;
        IrqProtection lease = protector.Protect(cpus, "schedext irq watch");
        view.Protecting(lease.Report);
        Failure? gone = await console.WaitAsync(signals.Stop);
        lease.Dispose();
        if (gone is null) view.Restored(protector.Restored);
        return console.Report((protector.Restored is { } restored ? RestoreText.FailureOf(restored, settings.StateDirectory) : null) ?? gone);
    }
}
