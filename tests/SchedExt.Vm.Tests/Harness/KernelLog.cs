using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>What the kernel complains about while a test runs.</summary>
internal sealed partial class KernelLog
{
    private const int ReadAll = 3, BufferSize = 10; // SYSLOG_ACTION_READ_ALL, SYSLOG_ACTION_SIZE_BUFFER

    private readonly HashSet<string> _before = [.. Read()];

    /// <summary>
    /// Complaints since this was made. One is left out: when a busy CPU goes offline, 6.12 stops its fair server twice and warns of
    /// that, under its own scheduler too.
    /// </summary>
    internal IReadOnlyList<string> Complaints() =>
        [.. Read().Where(line => !_before.Contains(line) && Complaint().IsMatch(line) && !(Kernel.Version == new Version(6, 12) && FairServer().IsMatch(line)))];

    // SAFETY: the kernel writes at most as many bytes as it is told.
    private static unsafe string[] Read()
    {
        byte[] text = new byte[Math.Max(klogctl(BufferSize, null, 0), 0)];
        fixed (byte* start = text)
        {
            int length = klogctl(ReadAll, start, text.Length);
            if (length < 0) throw new InvalidOperationException($"The kernel's log cannot be read: errno {Marshal.GetLastPInvokeError()}.");
            return Encoding.UTF8.GetString(text, 0, length).Split('\n');
        }
    }

    [GeneratedRegex("WARNING: |BUG: |Oops|soft lockup|blocked for more than|stall")]
    private static partial Regex Complaint();

    [GeneratedRegex(@"WARNING: .* at kernel/sched/deadline\.c:428 task_non_contending")]
    private static partial Regex FairServer();

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int klogctl(int type, byte* buffer, int length);
}
