using System.Net;
using System.Net.Sockets;
using SchedExt.Irq;
using SchedExt.Irq.Testing;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>When an interrupt moves that fires, one at a time: that of a card's sent packets.</summary>
[Machine(Machines.Irq)]
public sealed class MoveTests : IDisposable
{
    private static readonly IPEndPoint Gateway = new(IPAddress.Parse("10.0.2.2"), 9);

    private readonly ProcIrqFs _kernel = new(KernelRoot.Host);

    // Not connected: what answers that nobody listens there would fail the next one.
    private readonly UdpClient _packets = new();

    private readonly IrqSnapshot _before = IrqSnapshot.Read(KernelRoot.Host);

    /// <summary>How often the interrupt had fired when that was asked last: what it fires between two looks is not missed.</summary>
    private ulong _fired;

    public void Dispose()
    {
        Interrupts.PutBack(_before);
        _packets.Dispose();
    }

    [Fact]
    public async Task Model_EachInterrupt_IsWhereItIsInTheKernel()
    {
        int irq = await FindSenderAsync();
        _fired = Total(irq);
        await FireAsync(irq);
        await FireAsync(irq);
        var model = new KernelModelIrqFs(IrqSnapshot.Read(KernelRoot.Host)) { MovesAtOnce = Interrupts.AreRemapped };
        var steps = new List<string>();

        void Compare(string step)
        {
            steps.Add($"{step}: {_kernel.ReadEffectiveAffinity(irq).Cpus}");
            model.ReadEffectiveAffinity(irq).Cpus.Should().Be(_kernel.ReadEffectiveAffinity(irq).Cpus, string.Join(", ", steps));
        }

        void Fire(ulong times)
        {
            for (; times > 0; times--)
            {
                model.Interrupt(irq);
            }
        }

        // Where it has fired once since it was written, it has not fired since it moved, which the next move waits for; so for two of them.
        foreach ((int cpu, int times) in ((int, int)[])[(6, 1), (1, 2), (7, 3), (2, 1), (5, 2), (3, 3)])
        {
            // One that came late, after the last look.
            Fire(FiredSince(irq));
            model.WriteAffinity(irq, CpuSet.FromRange(cpu, cpu));
            _kernel.WriteAffinity(irq, CpuSet.FromRange(cpu, cpu)).Succeeded.Should().BeTrue();
            Compare($"{cpu} written");
            for (int time = 0; time < times; time++)
            {
                Fire(await FireAsync(irq));
                Compare("fired");
            }
        }

        TestContext.Current.SendDiagnosticMessage(string.Join(", ", steps));
    }

    private async Task<int> FindSenderAsync()
    {
        IrqSnapshot before = IrqSnapshot.Read(KernelRoot.Host);
        await Until.TrueAsync(() => Sent(before) is not null, "packets to be sent", 20);
        return Sent(before)!.Value;
    }

    private int? Sent(IrqSnapshot before)
    {
        _packets.Send("x"u8, Gateway);
        return IrqSnapshot.Read(KernelRoot.Host).Irqs.FirstOrDefault(irq => irq.Actions.Any(action => action.Contains("output", StringComparison.Ordinal)) && Total(irq) != Total(before[irq.Irq]))?.Irq;
    }

    /// <summary>Sends packets until the interrupt has fired, which it need not for each.</summary>
    /// <returns>How often it has.</returns>
    private async Task<ulong> FireAsync(int irq)
    {
        ulong fired;
        do
        {
            _packets.Send("x"u8, Gateway);
            await Task.Delay(200, TestContext.Current.CancellationToken);
            fired = FiredSince(irq);
        }
        while (fired == 0);
        return fired;
    }

    /// <summary>How often the interrupt has fired since this was asked last.</summary>
    private ulong FiredSince(int irq)
    {
        ulong before = _fired;
        _fired = Total(irq);
        return _fired - before;
    }

    private static ulong Total(int irq) => Total(IrqSnapshot.Read(KernelRoot.Host)[irq]);

    private static ulong Total(IrqDescriptor irq) => irq.Counts?.Total ?? 0;
}
