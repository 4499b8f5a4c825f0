using System.Net.Sockets;
using System.Text;

namespace SchedExt.Irq.Tests.Balancer;

/// <summary>The client, beside a socket that answers as the daemon does.</summary>
public sealed class IrqBalanceSocketTests : IDisposable
{
    private readonly TemporaryMachine machine = new(("proc/812/comm", "irqbalance\n"), ("proc/813/comm", "sh\n"), ("run/irqbalance/note", ""));

    public void Dispose() => machine.Dispose();

    [Fact]
    public void FindProcess_Daemon_IsFoundByItsName() => new IrqBalanceSocket(machine.Root).FindProcess().Should().Be(812);

    [Fact]
    public void FindProcess_OneThatHasEnded_IsPassedOver()
        => new IrqBalanceSocket(new KernelTree { { "proc/811/comm", "irqbalance\n" }, { "proc/811/cmdline", "" }, { "proc/812/comm", "irqbalance\n" }, { "proc/812/cmdline", "irqbalance\0" } }).FindProcess().Should().Be(812);

    [Fact]
    public void FindProcess_NoDaemon_IsNull() => new IrqBalanceSocket(new KernelTree()).FindProcess().Should().BeNull();

    [Fact]
    public void ReadSetup_NoSocket_IsNull() => new IrqBalanceSocket(machine.Root).ReadSetup(812).Should().BeNull();

    [Fact]
    public async Task ReadSetup_Answer_IsTheMaskAndTheInterval()
    {
        Task<string> asked = AnswerAsync("SLEEP 5 IRQ 27 LOAD 0 DIFF 0 CLASS 5 BANNED 0000004f");

        new IrqBalanceSocket(machine.Root).ReadSetup(812).Should().Be(new BalancerSetup(CpuSet.Parse("0-3,6"), TimeSpan.FromSeconds(5)));
        (await asked).Should().Be("setup");
    }

    [Theory]
    [InlineData("0-3,6", "settings cpus 0-3,6")]
    [InlineData("", "settings cpus NULL")]
    public async Task Ban_Cpus_AreOneWord(string cpus, string command)
    {
        Task<string> asked = AnswerAsync("");

        new IrqBalanceSocket(machine.Root).Ban(812, CpuSet.Parse(cpus)).Should().BeTrue();
        (await asked).Should().Be(command);
    }

    [Theory]
    [InlineData("SLEEP 10 BANNED 1,00000000", "32")]
    [InlineData("SLEEP 10 BANNED 00000000\0", "")]
    [InlineData("SLEEP x BANNED 3", "0-1")]
    [InlineData("BANNED 3", "0-1")]
    [InlineData("SLEEP 10", null)]
    [InlineData("BANNED x", null)]
    public void ParseSetup_Answer_IsTheMaskOrUnknown(string answer, string? cpus)
        => IrqBalanceSocket.ParseSetup(answer).Should().Be(cpus is null ? null : new BalancerSetup(CpuSet.Parse(cpus), TimeSpan.FromSeconds(10)));

    /// <summary>Listens once this returns, and answers on a thread of its own: those of the pool may all be at work, and the client waits for a second only.</summary>
    private Task<string> AnswerAsync(string answer)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(machine.Full("run/irqbalance/irqbalance812.sock")));
        listener.Listen();
        return Task.Factory.StartNew(() => Answer(listener, answer), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static string Answer(Socket listener, string answer)
    {
        using (listener)
        {
            using Socket client = listener.Accept();
            byte[] buffer = new byte[1024];
            int count = client.Receive(buffer);
            if (answer.Length > 0)
            {
                client.Send(Encoding.ASCII.GetBytes(answer));
            }

            return Encoding.ASCII.GetString(buffer, 0, count);
        }
    }
}
