using System.Text.RegularExpressions;

namespace SchedExt.Architecture.Tests.Sources;

public partial class SourceRuleTests
{
    private const int LongestFile = 400, LongFile = 250, MedianFile = 100;

    private static readonly string[] VagueFolders = ["Utils", "Utilities", "Helpers", "Common", "Manager", "Managers", "Models", "Misc"];

    private static readonly IReadOnlyList<SourceFile> Library = SourceFile.Below("src");

    private static readonly IReadOnlyList<SourceFile> All = [.. Library, .. SourceFile.Below("tests"), .. SourceFile.Below("samples"), .. SourceFile.Below("benchmarks")];

    [Fact]
    public void KernelPaths_WithLeadingSlash_AreOnlyInKernelRoot()
        => Library.Where(file => file.FileName != "KernelRoot.cs" && KernelPath().IsMatch(file.Code)).Should().BeEmpty("files come through KernelRoot, by relative paths");

    [Fact]
    public void UnsafeCode_OutsideNativeFolders_DoesNotExist()
        => Library.Where(file => !file.Folders.Contains("Native") && Unsafe().IsMatch(file.Code)).Should().BeEmpty("interop stays in Native folders");

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

    [GeneratedRegex(@"\[LibraryImport|\bunsafe\s|\bfixed\s*\(|\bextern\s+alias")]
    private static partial Regex Unsafe();
}
