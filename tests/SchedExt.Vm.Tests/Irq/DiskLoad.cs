using System.Diagnostics;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>Reads both disks past the page cache from CPUs 4 to 7, and sends on the network cards, until disposed.</summary>
internal sealed class DiskLoad : IDisposable
{
    private readonly Process _shell = Process.Start("setsid", ["taskset", "-c", "4-7", "sh", "-c",
        "for c in eth0 eth1 eth2 eth3; do ip link set $c up; ip addr add 10.$((i=i+1)).0.1/24 dev $c; done 2>/dev/null; " +
        "while :; do dd if=/dev/nvme0n1 of=/dev/null bs=4k count=200 iflag=direct; dd if=/dev/nvme1n1 of=/dev/null bs=4k count=200 iflag=direct; for i in 1 2 3 4; do busybox arping -c 1 -w 1 -I eth$((i-1)) 10.$i.0.2 & done; sleep 0.2; done >/dev/null 2>&1"]);

    public void Dispose()
    {
        // The whole session: the shell's own children too.
        using Process kill = Process.Start("kill", ["-9", "--", $"-{_shell.Id}"]);
        kill.WaitForExit();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
