using System.Globalization;

namespace SchedExt.ReferenceHost;

/// <summary>Training steps, with ranks and load of one shape.</summary>
internal sealed class TrainingStep : IWorkload
{
    /// <summary>What the name of each shape is.</summary>
    internal const string Free = "free ranks", Pinned = "pinned ranks", PinnedWithHogs = "pinned ranks, pinned hogs";

    // The kernel's watchdog lets a starved task wait for 30 s at most: whoever starves one is ejected within this.
    private static readonly TimeSpan s_starvation = TimeSpan.FromSeconds(45);

    private readonly TrainingStepProgram _program;
    private readonly BenchOptions _options;

    private TrainingStep(string name, TrainingStepProgram program, BenchOptions options)
    {
        Name = name;
        _program = program;
        _options = options;
        BenchPolicy[] all = Enum.GetValues<BenchPolicy>();
        Policies = name == PinnedWithHogs ? all[1..] : all;
    }

    public string Name { get; }

    public IReadOnlyList<BenchPolicy> Policies { get; }

    /// <summary>All shapes, in the order of reports.</summary>
    internal static IReadOnlyList<IWorkload> Shapes(TrainingStepProgram program, BenchOptions options) =>
        [new TrainingStep(Free, program, options), new TrainingStep(Pinned, program, options), new TrainingStep(PinnedWithHogs, program, options)];

    /// <summary>The shape whose idle steps another one is compared with: hogs are load, so an idle machine has none.</summary>
    internal static string IdleShape(string shape) => shape == PinnedWithHogs ? Pinned : shape;

    public Measurement Run(BenchPolicy policy, Func<bool> holds)
    {
        List<string> more = ["--steps", Text(_options.Steps), "--max-seconds", Text(_options.Limit.TotalSeconds)];
        if (Name != Free) more.Add("--pinned");
        if (policy == BenchPolicy.Floor) more.Add("--fifo");
        using ChildProcess steps = _program.Start(loaded: policy != BenchPolicy.Idle, hogs: Name == PinnedWithHogs, more);
        return TrainingStepOutput.Parse(steps.Finish(_options.Limit + s_starvation, holds));
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
