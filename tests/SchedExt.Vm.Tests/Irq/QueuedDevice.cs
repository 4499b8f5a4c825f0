using System.Diagnostics;
using SchedExt.Irq;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>A network device with four queues for each direction, which the cards of this machine do not have, until disposed: each CPU sends by one of them.</summary>
internal sealed class QueuedDevice : IDisposable
{
    private const string Name = "many0";

    internal QueuedDevice()
    {
        Ip($"link add {Name} numtxqueues 4 numrxqueues 4 type veth peer name many1");
        for (int queue = 0; queue < 4; queue++)
        {
            new ProcIrqFs(KernelRoot.Host).WriteMask(Sending(queue), CpuSet.FromRange(2 * queue, 2 * queue + 1)).Errno.Should().Be(Errno.None);
        }
    }

    public void Dispose() => Ip($"link delete {Name}");

    /// <summary>The mask of the CPUs that send by a queue: two each, in ascending order.</summary>
    internal static string Sending(int queue) => $"sys/class/net/{Name}/queues/tx-{queue}/xps_cpus";

    private static void Ip(string words)
    {
        using Process ip = Process.Start("ip", words);
        ip.WaitForExit();
        ip.ExitCode.Should().Be(0, $"ip {words}");
    }
}
