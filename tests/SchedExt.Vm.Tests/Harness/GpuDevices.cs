using System.Diagnostics;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>
/// Two GPUs that are not there: device nodes with NVIDIA's major number, /dev/nvidia0 and /dev/nvidia1, and below a directory what their driver and
/// the PCI tree would tell: one on each node. Disposing removes them.
/// </summary>
internal sealed class GpuDevices : IDisposable
{
    internal const string First = "/dev/nvidia0", Second = "/dev/nvidia1";

    private const string UseCount = "sys/module/nvidia/refcnt";

    private readonly string _directory = Directory.CreateTempSubdirectory("gpus-").FullName;

    internal GpuDevices()
    {
        for (int gpu = 0; gpu < 2; gpu++)
        {
            string address = $"0000:{(gpu == 0 ? "65" : "ca")}:00.0";
            Write($"proc/driver/nvidia/gpus/{address}/information", $"Model: \t\t NVIDIA H100\nDevice Minor: \t {gpu}\n");
            Write($"sys/bus/pci/devices/{address}/numa_node", $"{gpu}\n");
            Write($"sys/bus/pci/devices/{address}/uevent", "DRIVER=nvidia\n");
            Run("mknod", $"/dev/nvidia{gpu}", "c", "195", $"{gpu}");
        }

        Write(UseCount, "0\n");
    }

    /// <summary>Where the files of driver and PCI tree are.</summary>
    internal KernelRoot Root => KernelRoot.At(_directory);

    /// <summary>Says that the driver is in use so many times.</summary>
    internal void SetUseCount(int count) => Write(UseCount, $"{count}\n");

    /// <summary>Has no module for the driver any more, so that nobody tells how often it is in use.</summary>
    internal void BuildDriverIn() => Directory.Delete(Path.Combine(_directory, "sys/module"), recursive: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        File.Delete(First);
        File.Delete(Second);
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed");
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(_directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
