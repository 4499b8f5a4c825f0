using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using SchedExt.Benchmarks;

// dotnet run -c Release --project benchmarks/SchedExt.Benchmarks -- --filter '*'
// --in-turn: the files of SchedExt.Irq, C and ours alternating, by medians.
if (args is ["--in-turn"])
{
    InTurn.Run();
    return 0;
}

// In this process: no project is generated and built for each run, and bars that are ratios stay within one process.
Job job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(4).WithIterationCount(12).WithIterationTime(TimeInterval.FromMilliseconds(150));
IConfig config = DefaultConfig.Instance.AddJob(job);
return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
