using Microsoft.Extensions.Logging;

namespace SchedExt.ReferenceHost.Tests.Output;

public class WarningLogTests
{
    private readonly TestConsole _console = new();

    [Fact]
    public void Log_WarningWithACause_IsOneLine()
    {
        new WarningLog(_console.Console).LogWarning(new IOException("the disk\nis full"), "The journal could not be written");

        (_console.Error, _console.Out).Should().Be(("schedext: warning: The journal could not be written: the disk is full\n", ""));
    }

    [Fact]
    public void Log_Information_IsLeftOut()
    {
        new WarningLog(_console.Console).LogInformation("all is well");

        _console.Error.Should().BeEmpty();
    }

    [Fact]
    public void Log_EventThatIsShownElsewhere_IsLeftOut()
    {
        var log = new WarningLog(_console.Console, shown: "Drifted");

        log.LogWarning(new EventId(4, "Drifted"), "a mask was changed");
        log.LogWarning(new EventId(7, "VectorShortage"), "few vectors are left");

        _console.Error.Should().Be("schedext: warning: few vectors are left\n");
    }
}
