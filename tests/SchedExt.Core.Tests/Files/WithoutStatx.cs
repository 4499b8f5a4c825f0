using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SchedExt.Tests.Files;

/// <summary>A thread whose <c>statx</c> is answered EPERM, as by the filters of older containers. A filter is for life, so it is a thread of its own.</summary>
[SupportedOSPlatform("linux")]
internal static partial class WithoutStatx
{
    private const int PR_SET_SECCOMP = 22, PR_SET_NO_NEW_PRIVS = 38, SECCOMP_MODE_FILTER = 2;

    private const uint SECCOMP_RET_ERRNO = 0x50000, SECCOMP_RET_ALLOW = 0x7fff0000;

    private const ushort LoadWord = 0x20, JumpIfEqual = 0x15, Return = 0x06;

    /// <summary>The number of the system call; null on processors that these tests do not know.</summary>
    private static uint? Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 332,
        Architecture.Arm64 => 291,
        _ => null,
    };

    /// <summary>Whether it can be refused here.</summary>
    public static bool IsPossible => Number is not null;

    /// <summary>Asks something while <c>statx</c> is refused.</summary>
    public static T Ask<T>(Func<T> question)
    {
        T? answer = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Refuse(Number!.Value);
                answer = question();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? answer! : throw new InvalidOperationException("the question could not be asked", failure);
    }

    private static void Refuse(uint call)
    {
        Instruction[] filter =
        [
            new(LoadWord, 0, 0, 0), // seccomp_data.nr
            new(JumpIfEqual, 0, 1, call),
            new(Return, 0, 0, SECCOMP_RET_ERRNO | (uint)Errno.EPERM),
            new(Return, 0, 0, SECCOMP_RET_ALLOW),
        ];
        GCHandle pinned = GCHandle.Alloc(filter, GCHandleType.Pinned);
        try
        {
            var program = new Program((ushort)filter.Length, pinned.AddrOfPinnedObject());
            if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || SetFilter(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) != 0)
            {
                throw new InvalidOperationException($"prctl: errno {Marshal.GetLastPInvokeError()}");
            }
        }
        finally
        {
            pinned.Free();
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int SetFilter(int option, nuint arg2, in Program program, nuint arg4, nuint arg5);

    /// <summary><c>struct sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Program(ushort Length, nint Filter);
}
