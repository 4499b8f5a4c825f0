using System.CommandLine;
using System.CommandLine.Parsing;
using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The options of <c>schedext run</c> that are ai_numa's own, an <see cref="AiNumaOptions"/> on the command line.</summary>
internal sealed class PolicyOptions
{
    private static readonly TimeSpan s_microsecond = TimeSpan.FromMicroseconds(1), s_millisecond = TimeSpan.FromMilliseconds(1);

    private readonly Option<TimeSpan?> _maximumSlice = OptionValues.Time("--max-slice-us", "A turn where queues are short. Default: 5000.", "microseconds", s_microsecond, 100, 20_000);
    private readonly Option<TimeSpan?> _minimumSlice = OptionValues.Time("--min-slice-us", "A turn where queues are long. Default: 1000.", "microseconds", s_microsecond, 100, 20_000);
    private readonly Option<TimeSpan?> _latencyBurst = OptionValues.Time("--latency-burst-us", "Tasks with shorter bursts are latency tasks; 0 for none. Default: 4000.", "microseconds", s_microsecond, 0, 100_000);
    private readonly Option<TimeSpan?> _latencyBudget = OptionValues.Time("--latency-budget-ms", "CPU time that such a task may use ahead of others before it has to sleep more. Default: 50.", "milliseconds", s_millisecond, 1, 1000);
    private readonly Option<TimeSpan?> _latencyCredit = OptionValues.Time("--latency-credit-ms", "The same of all such tasks of a last-level cache together. Default: 100.", "milliseconds", s_millisecond, 1, 10_000);
    private readonly Option<int?> _latencyShare = OptionValues.Count("--latency-share", "Percent of a CPU that refills the budget. Default: 50.", 1, 100);
    private readonly Option<int?> _bulkShare = OptionValues.Count("--bulk-share", "Percent of the CPUs that other tasks get beside any number of latency tasks. Default: 20.", 1, 99);
    private readonly Option<TimeSpan?> _pullInterval = OptionValues.Time("--pull-interval-ms", "How often a busy CPU looks at another last-level cache's queue. Default: 4.", "milliseconds", s_millisecond, 1, 1000);
    private readonly Option<int?> _pullThreshold = OptionValues.Count("--pull-threshold", "How many more tasks a CPU must wait there for it to take one. Default: 1.", 0, 1000);
    private readonly Option<int?> _stealThreshold = OptionValues.Count("--steal-threshold", "Waiting tasks that an idle CPU leaves to another node. Default: 0.", 0, 1000);
    private readonly Option<bool> _noHomeHints = new("--no-home-hints") { Description = "Homes that programs name do not count." };

    private readonly Option<CpuLimitPolicy> _cpuLimits = CpuLimits();

    private IReadOnlyList<Option> All =>
    [
        _maximumSlice, _minimumSlice, _latencyBurst, _latencyBudget, _latencyCredit, _latencyShare, _bulkShare, _pullInterval, _pullThreshold, _stealThreshold, _noHomeHints, _cpuLimits,
    ];

    /// <summary>Adds them to a command, which refuses them beside <paramref name="other"/>: another scheduler does not know them.</summary>
    internal void AddTo(Command command, Option<string?> other)
    {
        foreach (Option option in All) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(other) is { Implicit: false } && All.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } given)
                result.AddError($"{given.Name} is an option of ai_numa, and {other.Name} names another scheduler");
        });
    }

    /// <summary>What the command line said; the defaults where it said nothing.</summary>
    internal AiNumaOptions Read(ParseResult parsed)
    {
        var defaults = new AiNumaOptions();
        return defaults with
        {
            MaximumSlice = parsed.GetValue(_maximumSlice) ?? defaults.MaximumSlice,
            MinimumSlice = parsed.GetValue(_minimumSlice) ?? defaults.MinimumSlice,
            LatencyBurst = parsed.GetValue(_latencyBurst) ?? defaults.LatencyBurst,
            LatencyBudget = parsed.GetValue(_latencyBudget) ?? defaults.LatencyBudget,
            LatencyCredit = parsed.GetValue(_latencyCredit) ?? defaults.LatencyCredit,
            LatencyShare = parsed.GetValue(_latencyShare) ?? defaults.LatencyShare,
            BulkShare = parsed.GetValue(_bulkShare) ?? defaults.BulkShare,
            PullInterval = parsed.GetValue(_pullInterval) ?? defaults.PullInterval,
            PullThreshold = parsed.GetValue(_pullThreshold) ?? defaults.PullThreshold,
            StealThreshold = parsed.GetValue(_stealThreshold) ?? defaults.StealThreshold,
            HomeHints = !parsed.GetValue(_noHomeHints),
            CpuLimits = parsed.GetValue(_cpuLimits),
        };
    }

    private static Option<CpuLimitPolicy> CpuLimits() => new("--cpu-max")
    {
        HelpName = "refuse|partial|accept",
        Description = "Where cgroups have CPU limits that this kernel, older than 6.17, does not tell schedulers of: do not start (the default), start in partial mode, or start without them.",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            switch (text)
            {
                case "refuse": return CpuLimitPolicy.Refuse;
                case "partial": return CpuLimitPolicy.Partial;
                case "accept": return CpuLimitPolicy.Accept;
                default:
                    result.AddError($"--cpu-max takes refuse, partial or accept; '{text}' is not that");
                    return default;
            }
        },
    };
}
