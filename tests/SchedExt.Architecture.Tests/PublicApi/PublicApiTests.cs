namespace SchedExt.Architecture.Tests.PublicApi;

public class PublicApiTests
{
    private const string Accept = "SCHEDEXT_ACCEPT_API";

    [Theory]
    [MemberData(nameof(Repository.EveryAssembly), MemberType = typeof(Repository))]
    public void Library_PublicApi_IsTheOneWrittenDown(string library, string framework)
    {
        string file = Repository.In("tests", "SchedExt.Architecture.Tests", "PublicApi", $"{library}.{framework}.txt");
        string now = ApiPrinter.Print(new LibraryContext(library, framework).LoadLibrary());
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(file, now);
        }

        string written = File.Exists(file) ? File.ReadAllText(file) : "";

        if (now != written)
        {
            Assert.Fail($"The public API of {library} for {framework} changed:\n{LineDiff.Compare(written, now)}\nIf this is meant, run the tests with {Accept}=1 and commit {Path.GetFileName(file)}.");
        }
    }
}
