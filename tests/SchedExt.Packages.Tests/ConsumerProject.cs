namespace SchedExt.Packages.Tests;

/// <summary>
/// A project of a user's, outside the repository, that adds the packages from <c>artifacts/packages</c>. Downloads of other
/// packages are kept between runs; ours are never taken from there.
/// </summary>
public sealed class ConsumerProject : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("schedext-consumer-").FullName;

    internal ConsumerProject(string version)
    {
        string downloads = Path.Combine(Repository.Cache, "consumer-packages");
        foreach (string ours in Directory.Exists(downloads) ? Directory.GetDirectories(downloads, "schedext.*") : []) Directory.Delete(ours, recursive: true);
        Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{downloads}" /></config>
              <packageSources><add key="artifacts" value="{Repository.Packages}" /></packageSources>
            </configuration>
            """);
        Write("Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <LangVersion>14.0</LangVersion>
                <InvariantGlobalization>true</InvariantGlobalization>
                <PublishAot Condition="'$(TargetFramework)' == 'net8.0'">true</PublishAot>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SchedExt.Core" Version="{version}" />
                <PackageReference Include="SchedExt.Irq" Version="{version}" />
                <PackageReference Include="SchedExt.Bpf" Version="{version}" />
                <PackageReference Include="FluentAssertions" Version="6.12.0" />
              </ItemGroup>
            </Project>
            """);
        Write("Examples.cs", ReadmeExamples.SourceFile());
        Write("Program.cs", Program);
    }

    /// <summary>Says where libbpf was found; or, asked to plan or to protect, does what the README shows of it; or, asked to run, does what the README shows until two seconds after the confirmed start.</summary>
    private static string Program => """
        using Microsoft.Extensions.Logging;
        using SchedExt.Bpf;

        #if NET10_0_OR_GREATER // compiled ahead of time, the assertions' own reflection would be warned of
        if (args is ["plan"])
        {
            await Examples.PlanMasks(default, new ConsoleLogger(new CancellationTokenSource()), 0, 0);
            Console.WriteLine("planned");
            await Examples.ProtectInTheModel(default, new ConsoleLogger(new CancellationTokenSource()), 0, 0);
            return 0;
        }
        #endif

        if (args is ["protect"])
        {
            await Examples.ProtectCpus(default, new ConsoleLogger(new CancellationTokenSource()), 0, 0);
            return 0;
        }

        if (args is not ["run"])
        {
            PreflightCheck libbpf = Preflight.Check().Checks.Single(check => check.Name == "libbpf");
            Console.WriteLine(libbpf);
            return libbpf.Status == PreflightStatus.Passed ? 0 : 1;
        }

        using var stop = new CancellationTokenSource();
        SchedulerExit exit = await Examples.HostTheScheduler(stop.Token, new ConsoleLogger(stop), Environment.ProcessId, gpuNode: 0);
        Console.WriteLine($"exit: {exit}");
        return exit.IsError ? 1 : 0;

        internal sealed class ConsoleLogger(CancellationTokenSource stop) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel level) => true;

            public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                Console.WriteLine($"{level}: {formatter(state, exception)}");
                if (id.Id == 1) stop.CancelAfter(TimeSpan.FromSeconds(2));
            }
        }
        """;

    /// <summary>Runs <c>dotnet</c> on the project. Standard output and error are the tool's.</summary>
    internal Task<ToolResult> DotnetAsync(params string[] arguments) => Tool.RunAsync(
        _directory,
        ["dotnet", .. arguments],
        ("MSBUILDDISABLENODEREUSE", "1"),
        ("DOTNET_NOLOGO", "1"),
        ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
        ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"));

    /// <summary>Runs a program that was built into a folder of the project.</summary>
    internal Task<ToolResult> RunAsync(string folder, params string[] arguments) => Tool.RunAsync("/", [Path.Combine(_directory, folder, "Consumer"), .. arguments]);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);
}
