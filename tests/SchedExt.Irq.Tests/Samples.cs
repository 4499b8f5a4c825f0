using FsCheck;
using FsCheck.Fluent;

namespace SchedExt.Irq.Tests;

/// <summary>Random machines and sets for the properties, and how many of them.</summary>
internal static class Samples
{
    public const int Cases = 10_000;

    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly int[] Widths = [1, 2, 4, 8, 31, 32, 33, 40, 63, 64, 65, 128, 144];

    /// <summary>A machine with some CPUs offline, two nodes, and up to 12 interrupts, a few of them managed.</summary>
    public static Gen<KernelTree> Machine
        => from width in Gen.Frequency((3, Gen.Elements(2, 4, 8)), (1, Gen.Elements(Widths)))
           from online in SetBelow(width)
           from count in Gen.Choose(0, 12)
           from homes in Gen.ArrayOf(SetBelow(width), count)
           from managed in Gen.ArrayOf(Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true))), count)
           select Build(width, online, homes, managed);

    /// <summary>A set below a width that has at least one CPU.</summary>
    public static Gen<CpuSet> SetBelow(int width)
        => from bits in Gen.ArrayOf(Gen.Elements(true, false), width)
           from all in Gen.Frequency((1, Gen.Constant(true)), (2, Gen.Constant(false)))
           from one in Gen.Choose(0, width - 1)
           select all ? CpuSet.All(width) : CpuSet.Create([one, .. Enumerable.Range(0, width).Where(cpu => bits[cpu])]);

    /// <summary>A set below a width that may be empty or all.</summary>
    public static Gen<CpuSet> AnySetBelow(int width) => Gen.Frequency((1, Gen.Constant(CpuSet.Empty)), (5, SetBelow(width)));

    /// <summary>The interrupts, what to protect of the machine's CPUs, and how.</summary>
    public static Gen<(IrqSnapshot Snapshot, CpuSet Protect, IrqPlanOptions Options)> Planning
        => from machine in Machine
           let snapshot = IrqSnapshot.Read(machine)
           from protect in AnySetBelow(snapshot.Topology.Possible.Last + 1)
           from options in Options
           select (snapshot, protect & snapshot.Topology.Possible, options);

    public static Gen<IrqPlanOptions> Options
        => from fallback in Gen.Elements(IrqFallback.Spread, IrqFallback.All)
           from placement in Gen.Elements(IrqPlacement.Home, IrqPlacement.Near)
           from siblings in Gen.Elements(true, false)
           select new IrqPlanOptions { Fallback = fallback, Placement = placement, AvoidSmtSiblings = siblings };

    /// <summary>Checks a property on many samples and fails the test with the first that breaks it.</summary>
    public static void Check<T>(Gen<T> samples, Func<T, bool> property, int cases = Cases)
        => FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), Prop.ForAll(Arb.From(samples), property));

    private static KernelTree Build(int width, CpuSet online, CpuSet[] homes, bool[] managed)
    {
        const string Cpu = "sys/devices/system/cpu", Node = "sys/devices/system/node";
        var machine = new KernelTree
        {
            { $"{Cpu}/possible", $"0-{width - 1}" },
            { $"{Cpu}/present", $"0-{width - 1}" },
            { $"{Cpu}/online", $"{online}" },
            { $"{Node}/node0/cpulist", $"{online & CpuSet.All((width + 1) / 2)}" },
            { $"{Node}/node1/cpulist", $"{online - CpuSet.All((width + 1) / 2)}" },
            { "proc/irq/default_smp_affinity", CpuSet.All(width).ToMaskString(width) },
        };
        for (int index = 0; index < homes.Length; index++)
        {
            machine.Add($"proc/irq/{index + 20}/smp_affinity_list", $"{homes[index]}", managed[index] ? ReadOnly : ReadOnly | UnixFileMode.UserWrite);
        }

        foreach (int cpu in online)
        {
            machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings_list", $"{CpuSet.FromRange(cpu & ~1, cpu | 1) & online}");
            machine.Add($"{Cpu}/cpu{cpu}/topology/core_id", $"{cpu / 2}");
        }

        return machine;
    }
}
