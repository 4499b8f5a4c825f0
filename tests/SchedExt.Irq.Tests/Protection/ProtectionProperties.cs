using FsCheck;
using FsCheck.Fluent;
using SchedExt.Irq.Testing;

namespace SchedExt.Irq.Tests.Protection;

[Trait("EveryRunOn", "newest")]
public class ProtectionProperties
{
    [Fact]
    public void Leases_AnyInterleaving_EndWhereTheyBegan() => Samples.Check(Scripts, script =>
    {
        var stage = new Stage(new KernelModelIrqFs(IrqSnapshot.Read(script.Machine)) { MovesAtOnce = script.MovesAtOnce }) { Planning = script.Options };
        IrqSnapshot before = IrqSnapshot.Read(stage.Model.Root);
        using (IrqProtector protector = stage.Open())
        {
            Play(stage, protector, script.Steps);
        }

        // A home without online CPU cannot be written: the journal keeps it.
        IrqDescriptor[] written = [.. before.Irqs.Where(irq => irq.Home.Overlaps(before.Online))];
        return written.All(irq => stage.Mask(irq.Irq) == irq.Current) && stage.Model.ReadDefaultAffinity().Cpus == before.DefaultAffinity
            && (written.Length < before.Irqs.Count || stage.Settle() is null);
    });

    [Fact]
    public void Protect_AnyMachine_LeavesNoMovableInterruptOnItsCpus() => Samples.Check(Scripts, script =>
    {
        IrqSnapshot start = IrqSnapshot.Read(script.Machine);
        var stage = new Stage(new KernelModelIrqFs(start) { MovesAtOnce = script.MovesAtOnce }) { Planning = script.Options };
        CpuSet cpus = script.Steps[0].Cpus & start.Topology.Possible;
        using IrqProtector protector = stage.Open();
        using IrqProtection lease = protector.Protect(cpus, "one");
        bool allProtected = (start.Online - cpus).IsEmpty;
        return allProtected || start.Irqs.Where(irq => irq.IsMovable).All(irq => !(stage.Mask(irq.Irq) & start.Online).Overlaps(cpus));
    });

    /// <summary>Some interrupts are refused, each with an error of its own, and the others are taken.</summary>
    [Fact]
    public void Protect_AnyRefusals_AreToldWithTheirErrorsAndTheOthersAreWrittenOnce() => Samples.Check(Refusals, script =>
    {
        var stage = new Stage(new KernelModelIrqFs(IrqSnapshot.Read(script.Machine)) { MovesAtOnce = script.MovesAtOnce }) { Planning = script.Options };
        IrqSnapshot before = IrqSnapshot.Read(stage.Model.Root);
        CpuSet cpus = script.Cpus & before.Topology.Possible;
        PlannedIrq[] wanted = [.. IrqMaskPlanner.Plan(before, cpus, script.Options).Where(irq => irq.NeedsWrite)];
        Errno ErrorOf(int irq) => script.Errors[irq % script.Errors.Length];
        foreach (PlannedIrq irq in wanted)
        {
            stage.Model.Refuse(irq.Irq, ErrorOf(irq.Irq));
        }

        bool isTold, isQuiet;
        using (IrqProtector protector = stage.Open())
        {
            using IrqProtection lease = protector.Protect(cpus, "one");
            Dictionary<int, IrqResult> results = lease.Report.Irqs.ToDictionary(irq => irq.Identity.Irq);
            isTold = wanted.All(irq => results[irq.Irq].Errno == ErrorOf(irq.Irq) && IsOutcomeOf(results[irq.Irq].Outcome, ErrorOf(irq.Irq))
                && (stage.Mask(irq.Irq) == irq.To || ErrorOf(irq.Irq) != Errno.None));
            int writes = stage.Model.WriteCount;
            protector.Refresh();
            lease.Update(cpus);
            isQuiet = stage.Model.WriteCount == writes;
        }

        return isTold && isQuiet && before.Irqs.Where(irq => irq.Home.Overlaps(before.Online)).All(irq => stage.Mask(irq.Irq) == irq.Current);
    });

    private static bool IsOutcomeOf(IrqOutcome outcome, Errno errno) => errno switch
    {
        Errno.None => outcome is IrqOutcome.Moved or IrqOutcome.Pending,
        Errno.EPERM or Errno.EIO or Errno.ENODEV => outcome == IrqOutcome.Unmovable,
        Errno.ENOSPC => outcome == IrqOutcome.NoVector,
        _ => outcome == IrqOutcome.Deferred,
    };

    /// <summary>The same with masks beside affinities, and an owner that ends without giving back in every other case.</summary>
    [Fact]
    public void Steering_AnyLeasesAndACrash_EndWhereTheyBegan() => Samples.Check(SteeringScripts, script =>
    {
        var stage = new Stage(new KernelModelIrqFs(script.Cpus)) { Steering = script.Kinds };
        stage.Model.AddNetworkDevice("eth0", script.Masks.Length);
        stage.Model.AddWorkqueue("writeback");
        string[] paths = [.. SteeringMask.Find(stage.Model.Root, SteeringKinds.All).Select(mask => mask.Path)];
        for (int index = 0; index < paths.Length; index++)
        {
            stage.Model.WriteMaskBehind(paths[index], script.Masks[index % script.Masks.Length] & CpuSet.All(script.Cpus));
        }

        string Masks() => string.Join(';', paths.Select(path => stage.Model.ReadMask(path)));
        string before = Masks();
        IrqProtector protector = stage.Open();
        IrqProtection lease = protector.Protect(default, "one");
        bool isKeptOff = true;
        foreach (CpuSet step in script.Steps)
        {
            CpuSet cpus = step & CpuSet.All(script.Cpus);
            lease.Update(cpus);
            isKeptOff &= lease.Report.Steering.All(mask => !mask.Cpus.Overlaps(cpus) || (mask.Kind == SteeringKinds.Workqueues && cpus.Count == script.Cpus));
        }

        if (script.Crashes)
        {
            stage.Open().Dispose();
        }
        else
        {
            protector.Dispose();
        }

        return isKeptOff && Masks() == before && stage.Store.Unrestored is null;
    });

    /// <summary>One owner after the other is killed, interrupts come or do not, and a CPU goes offline and comes back: seen or not, before or after the recovery.</summary>
    [Fact]
    public void Kills_WhileCpusComeAndGo_EndWhereTheyBegan() => Samples.Check(Kills, script =>
    {
        var stage = new Stage(script.MovesAtOnce);
        stage.Model.AddIrq(50, CpuSet.Parse("0-3"), "ttyS0");
        stage.Model.AddIrq(51, CpuSet.Parse("4-7"), "rtc0");
        string before = stage.Masks;
        foreach ((CpuSet first, CpuSet cpus, int cpu, int interrupts, int way) in script.Kills)
        {
            IrqProtector killed = stage.Open();
            IrqProtection abandoned = killed.Protect(first, "nccl");
            Fire(stage, interrupts >> 12);
            abandoned.Update(cpus);
            Fire(stage, interrupts);
            stage.Model.SetOffline(cpu);
            Fire(stage, interrupts >> 4);
            bool isBack = (way & 1) != 0;
            if (isBack)
            {
                stage.Model.SetOnline(cpu);
            }

            if ((way & 2) != 0)
            {
                killed.Refresh();
                Fire(stage, interrupts >> 8);
            }

            stage.Open().Dispose();
            if (!isBack)
            {
                stage.Model.SetOnline(cpu);
                stage.Open().Dispose();
            }

            if (stage.Masks != before)
            {
                return false;
            }
        }

        return stage.Settle() is null;
    }, cases: 2_000);

    /// <summary>Each of 40, 41, 50 and 51 fires whose bit is set.</summary>
    private static void Fire(Stage stage, int interrupts)
    {
        int[] movable = [40, 41, 50, 51];
        foreach (int irq in movable.Where((_, bit) => (interrupts & (1 << bit)) != 0))
        {
            stage.Model.Interrupt(irq);
        }
    }

    private static Gen<(KernelTree Machine, bool MovesAtOnce, IrqPlanOptions Options, CpuSet Cpus, Errno[] Errors)> Refusals
        => from machine in Samples.Machine
           from atOnce in Gen.Elements(true, false)
           from options in Samples.Options
           from cpus in Samples.AnySetBelow(12)
           from errors in Gen.ArrayOf(Gen.Frequency((1, Gen.Constant(Errno.None)),
               (1, Gen.Elements(Errno.EPERM, Errno.EIO, Errno.ENODEV, Errno.ENOSPC, Errno.EBUSY, Errno.EINVAL, Errno.ENOMEM, Errno.EAGAIN, Errno.EINTR))), 7)
           select (machine, atOnce, options, cpus, errors);

    private static Gen<(bool MovesAtOnce, (CpuSet First, CpuSet Cpus, int Cpu, int Interrupts, int Way)[] Kills)> Kills
        => from atOnce in Gen.Elements(true, false)
           from count in Gen.Choose(1, 6)
           from kills in Gen.ArrayOf(from first in Samples.AnySetBelow(8)
                                     from cpus in Samples.AnySetBelow(8)
                                     from cpu in Gen.Choose(0, 7)
                                     from interrupts in Gen.Choose(0, 0xffff)
                                     from way in Gen.Choose(0, 3)
                                     select (first, cpus, cpu, interrupts, way), count)
           select (atOnce, kills);

    private static Gen<(int Cpus, SteeringKinds Kinds, CpuSet[] Masks, CpuSet[] Steps, bool Crashes)> SteeringScripts
        => from cpus in Gen.Elements(1, 2, 4, 8, 33)
           from kinds in Gen.Choose(0, (int)SteeringKinds.All)
           from count in Gen.Choose(1, 4)
           from masks in Gen.ArrayOf(Samples.AnySetBelow(cpus), count)
           from length in Gen.Choose(1, 5)
           from steps in Gen.ArrayOf(Samples.AnySetBelow(cpus), length)
           from crashes in Gen.Elements(true, false)
           select (cpus, (SteeringKinds)kinds, masks, steps, crashes);

    private static Gen<(KernelTree Machine, bool MovesAtOnce, IrqPlanOptions Options, (int Lease, CpuSet Cpus)[] Steps)> Scripts
        => from machine in Samples.Machine
           from atOnce in Gen.Elements(true, false)
           from options in Samples.Options
           from count in Gen.Choose(1, 8)
           from leases in Gen.ArrayOf(Gen.Choose(0, 2), count)
           from sets in Gen.ArrayOf(Samples.AnySetBelow(12), count)
           select (machine, atOnce, options, leases.Zip(sets).ToArray());

    /// <summary>Each step gives a lease other CPUs; one that has the same already ends.</summary>
    private static void Play(Stage stage, IrqProtector protector, (int Lease, CpuSet Cpus)[] steps)
    {
        CpuSet possible = IrqSnapshot.Read(stage.Model.Root).Topology.Possible;
        var leases = new IrqProtection?[3];
        foreach ((int index, CpuSet asked) in steps)
        {
            CpuSet cpus = asked & possible;
            if (leases[index] is not { } lease)
            {
                leases[index] = protector.Protect(cpus, $"lease {index}");
            }
            else if (cpus.Count % 3 == 0)
            {
                lease.Dispose();
                leases[index] = null;
            }
            else
            {
                lease.Update(cpus);
            }

            foreach (int irq in stage.Model.ListIrqs().Where(irq => irq % 2 == cpus.Count % 2))
            {
                stage.Model.Interrupt(irq);
            }
        }
    }
}
