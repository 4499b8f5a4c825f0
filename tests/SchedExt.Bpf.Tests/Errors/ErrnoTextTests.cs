namespace SchedExt.Bpf.Tests;

public sealed class ErrnoTextTests
{
    [Theory]
    [InlineData(1, "EPERM")]
    [InlineData(16, "EBUSY")]
    [InlineData(95, "EOPNOTSUPP")]
    [InlineData(524, "ENOTSUPP")]
    [InlineData(3999, "3999")]
    [InlineData(4000, "LIBBPF_ERRNO__LIBELF")]
    [InlineData(4001, "LIBBPF_ERRNO__FORMAT")]
    [InlineData(4003, "LIBBPF_ERRNO__ENDIAN")]
    [InlineData(4005, "LIBBPF_ERRNO__RELOC")]
    [InlineData(4007, "LIBBPF_ERRNO__VERIFY")]
    [InlineData(4010, "LIBBPF_ERRNO__PROGTYPE")]
    [InlineData(4013, "LIBBPF_ERRNO__NLPARSE")]
    [InlineData(4014, "4014")]
    public void Name_Errno_IsItsNameOrItsNumber(int errno, string name) => ErrnoText.Name(errno).Should().Be(name);
}
