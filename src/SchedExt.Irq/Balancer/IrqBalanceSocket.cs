using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SchedExt.Irq;

/// <summary>irqbalance, by its socket <c>run/irqbalance/irqbalancePID.sock</c>.</summary>
/// <remarks>It takes one command a connection and looks at the sender's credentials: root's only. <c>setup</c> answers with words, the last of which is the mask
/// of banned CPUs; <c>settings cpus LIST</c> replaces the banned CPUs from the next scan on, and <c>NULL</c> as list ends that.</remarks>
internal sealed class IrqBalanceSocket(KernelRoot root) : IInterruptBalancer
{
    /// <summary>SOL_SOCKET and SO_PASSCRED: the kernel adds the sender's credentials to what is sent.</summary>
    private const int SocketLevel = 1, PassCredentials = 16;

    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public int? FindProcess()
    {
        foreach (int pid in IrqDirectory.NumbersIn(root, "proc"))
        {
            // One that has ended and was not waited for has its name still, and no command line.
            if (root.TryReadText($"proc/{pid}/comm", out string? name) && name.TrimEnd('\n') == "irqbalance" && !(root.TryReadText($"proc/{pid}/cmdline", out string? line) && line.Length == 0))
            {
                return pid;
            }
        }

        return null;
    }

    public BalancerSetup? ReadSetup(int process) => Ask(process, "setup", wantsAnswer: true) is { } answer ? ParseSetup(answer) : null;

    public bool Ban(int process, CpuSet cpus) => Ask(process, $"settings cpus {(cpus.IsEmpty ? "NULL" : cpus)}", wantsAnswer: false) is not null;

    /// <summary>
    /// <code>
    /// SLEEP 10 IRQ 27 LOAD 0 DIFF 0 CLASS 5 … BANNED 0000000f       the seconds behind "SLEEP", the mask behind the last "BANNED"
    /// </code>
    /// </summary>
    public static BalancerSetup? ParseSetup(string setup)
    {
        const string Sleep = "SLEEP ", Word = "BANNED ";
        int at = setup.LastIndexOf(Word, StringComparison.Ordinal);
        if (at < 0 || !CpuSet.TryParseMask(setup.AsSpan(at + Word.Length).Trim("\0\n "), out CpuSet cpus))
        {
            return null;
        }

        string word = setup.StartsWith(Sleep, StringComparison.Ordinal) ? setup[Sleep.Length..].Split(' ')[0] : "";
        bool tells = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0;
        return new BalancerSetup(cpus, tells ? TimeSpan.FromSeconds(seconds) : UsualInterval);
    }

    private string? Ask(int process, string command, bool wantsAnswer)
    {
        if (root.Directory is not { } directory)
        {
            return null;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            {
                SendTimeout = (int)Patience.TotalMilliseconds, ReceiveTimeout = (int)Patience.TotalMilliseconds,
            };
            socket.SetRawSocketOption(SocketLevel, PassCredentials, [1, 0, 0, 0]);
            socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(directory, $"run/irqbalance/irqbalance{process}.sock")));
            socket.Send(Encoding.ASCII.GetBytes(command));
            return wantsAnswer ? ReadAll(socket) : "";
        }
        catch (Exception e) when (e is SocketException or IOException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>What comes until the other end closes.</summary>
    private static string ReadAll(Socket socket)
    {
        byte[] buffer = new byte[4096];
        var text = new StringBuilder();
        for (int count; (count = socket.Receive(buffer)) > 0;)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }
}
