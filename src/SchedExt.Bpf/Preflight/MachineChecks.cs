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
            return new("libbpf", PreflightStatus.Failed, missing.Message);
        }
    }

    internal static PreflightCheck Limits(KernelRoot root)
    {
        try
        {
            AiNumaTopology topology = AiNumaTopology.From(NumaTopology.Read(root, NumaTopologyParts.CpusAndNodes));
            return new("size", PreflightStatus.Passed, $"{topology.NodeIds.Length} NUMA nodes with CPUs, {topology.Cpus.Length} possible CPUs.");
        }
        catch (BpfException tooLarge)
        {
            return new("size", PreflightStatus.Failed, tooLarge.Message);
        }
        catch (Exception failure) when (failure is KernelFileException or KernelFormatException)
        {
            return new("size", PreflightStatus.Unknown, $"the topology cannot be read: {failure.Message}.");
        }
    }
}
