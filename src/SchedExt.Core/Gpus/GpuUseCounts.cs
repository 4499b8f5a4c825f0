using System.Text;

namespace SchedExt;

/// <summary>How often the GPU drivers are in use: <c>sys/module/NAME/refcnt</c> goes up at each open of a device and down at each close.</summary>
/// <remarks>The kernel counts so that a module in use cannot be removed. A driver built into the kernel has no such file. Not thread-safe.</remarks>
internal sealed class GpuUseCounts(SysFsReader reader, GpuDeviceMap devices)
{
    private readonly string[] files = [.. devices.Devices.Select(device => device.Driver).OfType<string>().Distinct()
        .Select(driver => $"sys/module/{driver.Replace('-', '_')}/refcnt")];

    private string last = "";

    /// <summary>Did each driver tell at the last call? Where one does not, an open shows in the process that opened alone.</summary>
    public bool AreComplete { get; private set; }

    /// <summary>Reads the counts. Is one other than at the last call?</summary>
    public bool HaveChanged()
    {
        string[] counts = [.. files.Select(file => Encoding.ASCII.GetString(reader.Bytes(file)))];
        string now = string.Join('|', counts);
        bool changed = now != last;
        last = now;
        AreComplete = Array.TrueForAll(counts, count => count.Length > 0) && devices.Devices.All(device => device.Driver is not null);
        return changed;
    }
}
