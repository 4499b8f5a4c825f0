using System.Buffers.Binary;

namespace SchedExt.Bpf;

/// <summary>Tells a file that is no BPF object from one that is cut short, in words; libelf says "couldn't get ELF header" to both.</summary>
internal static class ElfHeader
{
    private const int Size = 64;
    private const string WhatToGive = ". Give the .bpf.o that clang -target bpf made";
    private const ushort MachineBpf = 247; // EM_BPF, include/uapi/linux/elf-em.h

    /// <summary>Checks magic, class, machine, and that the section table lies within the file.</summary>
    /// <exception cref="BpfException">One of them is wrong.</exception>
    internal static void Check(ReadOnlySpan<byte> elf, string name)
    {
        if (Problem(elf) is { } problem)
            throw new BpfException(BpfErrorKind.InvalidObject, "open", name, 0, $"open '{name}': {problem}.");
    }

    private static string? Problem(ReadOnlySpan<byte> elf)
    {
        if (elf.IsEmpty) return "the file is empty" + WhatToGive;
        if (!elf.StartsWith("\u007fELF"u8)) return "it is no ELF file" + WhatToGive;
        if (elf.Length < Size) return $"the file is cut short: {elf.Length} bytes hold no ELF header. Build or copy it again";
        if (elf[4] != 2) return "it is an ELF file of 32 bits, not a BPF object" + WhatToGive;
        ushort machine = BinaryPrimitives.ReadUInt16LittleEndian(elf[18..]);
        if (machine != MachineBpf) return $"it is an ELF file for machine {machine}, not for BPF ({MachineBpf}){WhatToGive}";

        ulong sections = BinaryPrimitives.ReadUInt64LittleEndian(elf[40..]);
        ulong end = sections + (ulong)BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]) * BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]);
        return end > (ulong)elf.Length ? $"the file is cut short: it has {elf.Length} bytes, and its section table ends at {end}. Build or copy it again" : null;
    }
}
