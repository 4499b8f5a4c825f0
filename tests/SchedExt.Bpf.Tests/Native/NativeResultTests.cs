using System.Runtime.InteropServices;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Tests;

public sealed class NativeResultTests
{
    [Theory]
    [InlineData(1, "EPERM", BpfErrorKind.Permission, "Run as root, or with CAP_BPF and CAP_PERFMON.")]
    [InlineData(13, "EACCES", BpfErrorKind.Permission, "Run as root, or with CAP_BPF and CAP_PERFMON.")]
    [InlineData(16, "EBUSY", BpfErrorKind.Busy, "")]
    [InlineData(12, "ENOMEM", BpfErrorKind.Memory, "")]
    [InlineData(22, "EINVAL", BpfErrorKind.InvalidValue, "")]
    [InlineData(7, "E2BIG", BpfErrorKind.InvalidValue, "")]
    [InlineData(3, "ESRCH", BpfErrorKind.NotSupported, "This kernel lacks what the object needs: sched_ext came with Linux 6.12.")]
    [InlineData(38, "ENOSYS", BpfErrorKind.NotSupported, "This kernel lacks what the object needs: sched_ext came with Linux 6.12.")]
    [InlineData(95, "EOPNOTSUPP", BpfErrorKind.NotSupported, "This kernel lacks what the object needs: sched_ext came with Linux 6.12.")]
    [InlineData(524, "ENOTSUPP", BpfErrorKind.NotSupported, "This kernel lacks what the object needs: sched_ext came with Linux 6.12.")]
    [InlineData(4000, "LIBBPF_ERRNO__LIBELF", BpfErrorKind.InvalidObject, "The file is not a usable BPF object.")]
    [InlineData(4013, "LIBBPF_ERRNO__NLPARSE", BpfErrorKind.InvalidObject, "The file is not a usable BPF object.")]
    [InlineData(5, "EIO", BpfErrorKind.Other, "")]
    [InlineData(9999, "9999", BpfErrorKind.InvalidObject, "The file is not a usable BPF object.")]
    public void Check_NegativeCode_ThrowsWithKindNameAndRemedy(int errno, string name, BpfErrorKind kind, string remedy)
    {
        BpfException failure = FluentActions.Invoking(() => NativeResult.Check(-errno, "load", "mine")).Should().Throw<BpfException>().Which;

        (failure.Kind, failure.Errno, failure.Operation, failure.Target).Should().Be((kind, errno, "load", "mine"));
        failure.Message.Should().Be($"load 'mine': {name}." + (remedy.Length == 0 ? "" : " " + remedy));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Check_Success_IsReturned(int code) => NativeResult.Check(code, "load", "mine").Should().Be(code);

    [Fact]
    public void CheckPointer_Null_ThrowsWithTheErrnoOfTheCall()
    {
        Marshal.SetLastPInvokeError(16);

        FluentActions.Invoking(() => NativeResult.CheckPointer(0, "find map", "mine")).Should().Throw<BpfException>().Which.Kind.Should().Be(BpfErrorKind.Busy);
        NativeResult.CheckPointer(42, "find map", "mine").Should().Be(42);
    }

    [Fact]
    public void Kinds_EachButThoseOfTheirOwnType_HaveAnErrno()
    {
        IEnumerable<BpfErrorKind> reached = ((int[])[1, 16, 12, 22, 95, 4000, 5]).Select(errno => NativeResult.Failure(errno, "x", "y", null).Kind);

        Enum.GetValues<BpfErrorKind>().Except(reached).Should().Equal(BpfErrorKind.Verifier, BpfErrorKind.RejectedAtStart);
    }
}
