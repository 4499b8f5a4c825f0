using System.Text.Json;
using System.Text.Json.Nodes;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>The monitor of the emulator that this machine runs in: plugs CPUs and memory in and out. Needs <c>--monitor</c> of eng/vm/boot.sh.</summary>
/// <remarks>It speaks QMP: one JSON object a line, each command answered by one with "return" or "error", events in between.</remarks>
public sealed class MachineMonitor : IDisposable
{
    private readonly FileStream _port;
    private readonly StreamReader _answers;

    /// <summary>Opens the port, once: QEMU takes the one who speaks through it for one and the same.</summary>
    public MachineMonitor()
    {
        string name = Directory.EnumerateDirectories("/sys/class/virtio-ports").Single(port => File.ReadAllText(Path.Combine(port, "name")).Trim() == "monitor");
        _port = new FileStream(Path.Combine("/dev", Path.GetFileName(name)), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _answers = new StreamReader(_port);
        Execute("qmp_capabilities", []);
    }

    /// <inheritdoc/>
    public void Dispose() => _answers.Dispose();

    /// <summary>Plugs a CPU into its seat. The kernel then knows that it is present, and leaves it offline.</summary>
    internal void PlugCpu(string id, int socket, int core) => Execute("device_add", new JsonObject
    {
        ["driver"] = "max-x86_64-cpu", ["id"] = id, ["socket-id"] = socket, ["core-id"] = core, ["thread-id"] = 0,
    });

    /// <summary>Plugs 128 MB of memory, a block as the kernel knows them, into a node.</summary>
    internal void PlugMemory(string id, int node)
    {
        Execute("object-add", new JsonObject { ["qom-type"] = "memory-backend-ram", ["id"] = $"{id}-memory", ["size"] = 128 << 20 });
        Execute("device_add", new JsonObject { ["driver"] = "pc-dimm", ["id"] = id, ["memdev"] = $"{id}-memory", ["node"] = node });
    }

    /// <summary>Asks the kernel to let a CPU or memory go, which takes it a moment.</summary>
    internal void Unplug(string id) => Execute("device_del", new JsonObject { ["id"] = id });

    private void Execute(string command, JsonObject arguments)
    {
        _port.Write(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["execute"] = command, ["arguments"] = arguments }));
        _port.Write("\n"u8);
        for (JsonNode? answer = null; answer?["return"] is null;)
        {
            answer = JsonNode.Parse(_answers.ReadLine() ?? throw new InvalidOperationException("The emulator closed its monitor."));
            if (answer?["error"] is { } error) throw new InvalidOperationException($"{command}: {error["desc"]}");
        }
    }
}
