using BenchmarkDotNet.Attributes;
using SchedExt.Irq;

namespace SchedExt.Benchmarks.Irq;

/// <summary>A plan for 4,096 interrupts and 1,024 CPUs. The bar: 1.5 times the loop in C, and no allocation beyond the plan.</summary>
[MemoryDiagnoser]
public class IrqMaskPlannerBenchmarks
{
    private const int Irqs = 4096, Cpus = 1024, Words = Cpus / 64;

    private readonly ulong[] homes = new ulong[Irqs * Words], targets = new ulong[Irqs * Words], protect = new ulong[Words], online = new ulong[Words];

    private readonly CpuSet guarded = CpuSet.Parse("0-63,512-575");

    private IrqSnapshot snapshot = null!;

    private IrqPlan plan = null!;

    /// <summary>A quarter has all CPUs, a quarter those of a node, half one CPU each, as the queues of cards have.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var machine = new KernelTree { { "sys/devices/system/cpu/possible", $"0-{Cpus - 1}" }, { "sys/devices/system/cpu/online", $"0-{Cpus - 1}" } };
        for (int irq = 0; irq < Irqs; irq++)
        {
            CpuSet home = (irq % 4) switch { 0 => CpuSet.All(Cpus), 1 => CpuSet.FromRange(irq % 8 * 128, (irq % 8 * 128) + 127), _ => CpuSet.FromRange(irq % Cpus, irq % Cpus) };
            machine.Add($"proc/irq/{irq}/smp_affinity_list", $"{home}");
            home.CopyWordsTo(homes.AsSpan(irq * Words, Words));
        }

        snapshot = IrqSnapshot.Read(machine);
        guarded.CopyWordsTo(protect);
        CpuSet.All(Cpus).CopyWordsTo(online);
        plan = IrqMaskPlanner.Plan(snapshot, guarded);
        if (C() != plan.WriteCount)
        {
            throw new InvalidOperationException($"C moved {C()}, the planner {plan.WriteCount}.");
        }
    }

    [Benchmark(Baseline = true)]
    public nint C() => NativeIrqLoops.irq_plan(ref homes[0], ref targets[0], Irqs, Words, ref protect[0], ref online[0]);

    [Benchmark]
    public IrqPlan Plan() => IrqMaskPlanner.Plan(snapshot, guarded);
}
