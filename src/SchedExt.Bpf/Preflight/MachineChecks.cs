using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>Checks of what is not the kernel: the library, and the size of the machine.</summary>
internal static class MachineChecks
{
    internal static PreflightCheck Libbpf()
    {
        try
        {
            LibbpfLibrary.Resolution found = LibbpfLibrary.Loaded;
            return new("libbpf", PreflightStatus.Passed, $"version {found.Version} from {found.Path}.");
        }
        catch (LibbpfNotFoundException missing)
        {
            return new("libbpf", PreflightStatus.Failed, missing.Message, "Keep the package's libbpf.so beside the program, or install libbpf 1.5 or newer.");
        }
    }

    internal static PreflightCheck Limits(KernelRoot root)
    {
        try
        {
            AiNumaTopology topology = AiNumaTopology.From(NumaTopology.Read(root, NumaTopologyParts.CpusAndNodes));
            return new("size", PreflightStatus.Passed, $"{Count(topology.NodeIds.Length, "NUMA node")} with CPUs, {Count(topology.Cpus.Length, "possible CPU")}.");
        }
        catch (BpfException tooLarge)
        {
            return new("size", PreflightStatus.Failed, tooLarge.Message, "Boot with fewer possible CPUs (possible_cpus=) or nodes, or host a scheduler of your own.");
        }
        catch (Exception failure) when (failure is KernelFileException or KernelFormatException)
        {
            return new("size", PreflightStatus.Unknown, $"the topology cannot be read: {failure.Message.TrimEnd('.')}.");
        }
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
