using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>The real irqbalance, which moves interrupts every second here; disposing kills it.</summary>
internal sealed class BalanceDaemon : IDisposable
{
    private readonly Process _process;

    internal BalanceDaemon()
    {
        Directory.CreateDirectory("/run/irqbalance");
        _process = Process.Start("irqbalance", ["--foreground", "--interval=1"]);
    }

    internal int Id => _process.Id;

    internal bool IsAlive => !_process.HasExited;

    /// <summary>The CPUs that it says it leaves alone; null while it does not answer.</summary>
    /// <remarks>Asked here by other code than the library's.</remarks>
    internal CpuSet? ReadBan()
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 2000 };
            socket.SetRawSocketOption(1, 16, [1, 0, 0, 0]);
            socket.Connect(new UnixDomainSocketEndPoint($"/run/irqbalance/irqbalance{_process.Id}.sock"));
            socket.Send("setup"u8);
            byte[] buffer = new byte[65536];
            int length = 0;
            for (int count; (count = socket.Receive(buffer.AsSpan(length))) > 0;) length += count;
            string mask = Encoding.ASCII.GetString(buffer, 0, length).Split("BANNED ")[^1].Trim('\0', '\n', ' ');
            return CpuSet.TryParseMask(mask, out CpuSet cpus) ? cpus : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (IsAlive) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
