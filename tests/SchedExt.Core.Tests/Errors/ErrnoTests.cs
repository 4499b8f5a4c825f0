namespace SchedExt.Tests.Errors;

public class ErrnoTests
{
    [Fact]
    public void Describe_EveryName_HasItsOwnMeaning()
        => Enum.GetValues<Errno>().Select(errno => errno.Describe()).Should().OnlyHaveUniqueItems().And.NotContain(text => text.StartsWith("unknown"));

    [Fact]
    public void Describe_NumberWithoutName_SaysTheNumber()
    {
        ((Errno)999).Describe().Should().Be("unknown error 999");
        Errno.EBUSY.ToString().Should().Be("EBUSY");
    }
}
