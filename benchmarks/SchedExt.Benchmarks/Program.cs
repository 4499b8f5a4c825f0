using BenchmarkDotNet.Running;

// dotnet run -c Release --project benchmarks/SchedExt.Benchmarks -- --filter '*'
return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
