using System.Text.RegularExpressions;

namespace SchedExt.Architecture.Tests.Sources;

public partial class SourceRuleTests
{
    private const int LongestFile = 400, LongFile = 250, MedianFile = 100;

    private static readonly string[] VagueFolders = ["Utils", "Utilities", "Helpers", "Common", "Manager", "Managers", "Models", "Misc"];

    /// <summary>Files that have unsafe code outside a Native folder. The list may only shrink: a file that needs it no more fails the test.</summary>
    private static readonly string[] UnsafeElsewhere =
    [
        "src/SchedExt.Bpf/AiNuma/AiNumaCounterMemory.cs",
        "src/SchedExt.Bpf/AiNuma/AiNumaLayout.cs",
        "src/SchedExt.Bpf/AiNuma/AiNumaScheduler.cs",
        "src/SchedExt.Bpf/Objects/BpfMap.cs",
        "src/SchedExt.Bpf/Objects/BpfMapMemory.cs",
        "src/SchedExt.Bpf/Objects/ObjectVariables.cs",
        "src/SchedExt.Bpf/Objects/OpenBpfObject.Native.cs",
        "src/SchedExt.Bpf/Objects/SchedulerOps.cs",
        "src/SchedExt.Bpf/Objects/VerifierLogBuffer.cs",
    ];

    /// <summary>The folders whose files name files of the kernel, below a <c>KernelRoot</c>: few, and each for one subject.</summary>
    private static readonly string[] ReadersOfKernelFiles =
    [
        "src/SchedExt.Bpf/Hosting", "src/SchedExt.Bpf/Objects", "src/SchedExt.Bpf/Preflight",
        "src/SchedExt.Core/Capture", "src/SchedExt.Core/Gpus", "src/SchedExt.Core/Topology/SysFs",
        "src/SchedExt.Irq/Balancer", "src/SchedExt.Irq/Journal", "src/SchedExt.Irq/ProcFs", "src/SchedExt.Irq/Protection", "src/SchedExt.Irq/Snapshot", "src/SchedExt.Irq/Testing",
    ];

    /// <summary>Files beside the topology's own readers that name its directories. The list may only shrink.</summary>
    private static readonly string[] TopologyPathsElsewhere =
    [
        "src/SchedExt.Bpf/Preflight/KernelChecks.cs",
        "src/SchedExt.Irq/Protection/QuickLook.cs",
        "src/SchedExt.Irq/Testing/KernelModelIrqFs.Events.cs",
        "src/SchedExt.Irq/Testing/KernelModelIrqFs.Files.cs",
    ];

    private static readonly IReadOnlyList<SourceFile> Library = SourceFile.Below("src");

    private static readonly IReadOnlyList<SourceFile> All = [.. Library, .. SourceFile.Below("tests"), .. SourceFile.Below("samples"), .. SourceFile.Below("benchmarks")];

    [Fact]
    public void KernelPaths_WithLeadingSlash_AreOnlyInKernelRoot()
        => Library.Where(file => file.FileName != "KernelRoot.cs" && KernelPath().IsMatch(file.Code)).Should().BeEmpty("files come through KernelRoot, by relative paths");

    [Fact]
    public void KernelPaths_BelowTheRoot_AreNamedByReadersOfKernelFilesAlone()
        => Library.Where(file => RelativeKernelPath().IsMatch(file.Code)).Select(file => string.Join('/', file.Folders)).Distinct().Order(StringComparer.Ordinal)
            .Should().Equal(ReadersOfKernelFiles, "what reads the kernel is to be found in few places");

    [Fact]
    public void KernelPaths_OfTheTopology_AreNamedByItsReadersAlone()
        => Library.Where(file => TopologyPath().IsMatch(file.Code) && !file.Path.StartsWith("src/SchedExt.Core/", StringComparison.Ordinal)).Select(file => file.Path)
            .Should().Equal(TopologyPathsElsewhere, "others ask NumaTopology");

    [Fact]
    public void KernelPaths_FilesThatNameThem_OpenNothingThemselves()
        => Library.Where(file => RelativeKernelPath().IsMatch(file.Code) && DirectAccess().IsMatch(file.Code)).Should().BeEmpty("files of the kernel come through KernelRoot");

    [Fact]
    public void UnsafeCode_OutsideNativeFolders_DoesNotExist()
        => Library.Where(file => !file.Folders.Contains("Native") && Unsafe().IsMatch(file.Code)).Select(file => file.Path)
            .Should().Equal(UnsafeElsewhere, "interop stays in Native folders");

    [Fact]
    public void LibraryImport_OutsideNativeFolders_DoesNotExist()
        => Library.Where(file => !file.Folders.Contains("Native") && file.Code.Contains("[LibraryImport")).Should().BeEmpty("interop stays in Native folders");

    [Fact]
    public void DllImport_Anywhere_DoesNotExist() => Library.Where(file => file.Code.Contains("[DllImport")).Should().BeEmpty("LibraryImport is checked and compiled ahead of time");

    [Fact]
    public void LibraryFile_Types_AreOneNamedAsTheFile()
    {
        IEnumerable<string> offenders = from file in Library
                                        let types = file.TopLevelTypes.ToList()
                                        where types.Count > 1 || types.Any(type => type != file.FileName.Split('.')[0])
                                        select $"{file} declares {string.Join(", ", types)}";
        offenders.Should().BeEmpty();
    }

    [Fact]
    public void File_Length_IsWithinTheBudget()
        => All.Where(file => file.Lines.Count > LongestFile).Select(file => $"{file}: {file.Lines.Count} lines").Should().BeEmpty();

    [Fact]
    public void LibraryFiles_Lengths_AreSmallInTheMiddleAndInTheTail()
    {
        List<int> lengths = [.. Library.Select(file => file.Lines.Count).Order()];

        lengths[lengths.Count / 2].Should().BeLessThanOrEqualTo(MedianFile, "this is the median");
        lengths[lengths.Count * 95 / 100].Should().BeLessThanOrEqualTo(LongFile, "this is the 95th percentile");
    }

    [Fact]
    public void Folders_Names_SayWhatIsInside()
        => All.SelectMany(file => file.Folders).Distinct().Where(name => VagueFolders.Contains(name)).Should().BeEmpty();

    [GeneratedRegex("\"/(?:sys|proc)\\b")]
    private static partial Regex KernelPath();

    [GeneratedRegex("\"(?:sys|proc)/[^\" ]*\"")]
    private static partial Regex RelativeKernelPath();

    [GeneratedRegex("\"sys/(?:devices/system|bus/pci)\\b")]
    private static partial Regex TopologyPath();

    [GeneratedRegex(@"\bFile\.\w|\bDirectory\.[A-Z]\w*\(|\bnew File(?:Stream|Info)\b|\bnew StreamReader\b")]
    private static partial Regex DirectAccess();

    [GeneratedRegex(@"\bunsafe\s|\bfixed\s*\(")]
    private static partial Regex Unsafe();
}
