namespace SchedExt.Irq;

/// <summary>The making of one plan: what all interrupts share is worked out once.</summary>
internal sealed class IrqPlanning
{
    private readonly IrqSnapshot snapshot;
    private readonly IrqPlanOptions options;
    private readonly IrqPlan? previous;

    /// <summary>P, O and U of the rules.</summary>
    private readonly CpuSet guarded, online, free;

    private readonly IrqRule[] rules;

    private readonly SpillTargets spills;

    /// <summary>Where pins go; only when no CPU is free.</summary>
    private readonly PinTurns? pins;

    /// <summary>Homes that were stripped lately, and what was left of them: many interrupts have the same home.</summary>
    private readonly (CpuSet Home, CpuSet Left)[] stripped = new (CpuSet, CpuSet)[4];

    private int nextStripped;

    /// <summary>Questions whose answer is the same for all interrupts, mostly.</summary>
    private readonly bool isNothingGuarded, isAllOnline;

    public IrqPlanning(IrqSnapshot snapshot, CpuSet protect, IrqPlanOptions options, IrqPlan? previous)
    {
        this.snapshot = snapshot;
        this.options = options;
        this.previous = previous;
        rules = [.. options.Rules.Select(rule => rule.Cpus is { } cpus && !cpus.IsSubsetOf(snapshot.Topology.Possible) ? rule with { Cpus = cpus & snapshot.Topology.Possible } : rule)];
        guarded = protect;
        isNothingGuarded = protect.IsEmpty;
        online = snapshot.Online;
        isAllOnline = snapshot.Topology.Possible.IsSubsetOf(online);
        free = online - protect;
        spills = new SpillTargets(snapshot.Topology, protect, free, options);
        pins = free.IsEmpty ? new PinTurns(online, previous) : null;
    }

    public IrqPlan Run()
    {
        if (pins is not null && options.Fallback == IrqFallback.Spread)
        {
            KeepPins(pins);
        }

        IrqDescriptor[] irqs = snapshot.Descriptors;
        var targets = new CpuSet[irqs.Length];
        var decisions = new PlanDecision[irqs.Length];
        for (int index = 0; index < irqs.Length; index++)
        {
            PlannedIrq planned = Decide(irqs[index]);
            targets[index] = planned.To;
            decisions[index] = new PlanDecision(planned);
        }

        return new IrqPlan(irqs, targets, decisions, guarded, online, free.IsEmpty ? IrqPlanMode.Pinned : IrqPlanMode.Normal, options.VectorsPerCpu);
    }

    /// <summary>Pins that stay are counted before new ones take turns.</summary>
    private void KeepPins(PinTurns turns)
    {
        foreach (IrqDescriptor irq in snapshot.Irqs)
        {
            if (irq.IsMovable && RuleFor(irq) is null)
            {
                turns.Keep(irq.Irq);
            }
        }
    }

    private PlannedIrq Decide(IrqDescriptor irq)
    {
        if (!irq.IsMovable)
        {
            return new PlannedIrq(irq, irq.Current, IrqReason.Unmovable, irq.Unmovable, needsWrite: false);
        }

        bool homeOffline = !HasOnline(irq.Home);
        if (isNothingGuarded)
        {
            return homeOffline ? Stay(irq, IrqReason.HomeOffline, IrqCause.HomeOffline) : GoHome(irq);
        }

        IrqRule? rule = RuleFor(irq);
        return rule is { Cpus: null } ? Stay(irq, IrqReason.Ruled, IrqCause.LeftAlone)
            : rule is not null ? Rule(irq, rule.Cpus.Value)
            : homeOffline ? Shelter(irq)
            : options.Fallback == IrqFallback.All ? Move(irq, free.IsEmpty ? online : free, IrqReason.Uniform, free.IsEmpty ? IrqCause.NothingFree : IrqCause.None)
            : irq.Home.Overlaps(guarded) ? Leave(irq, irq.Home)
            : GoHome(irq);
    }

    private IrqRule? RuleFor(IrqDescriptor irq)
    {
        foreach (IrqRule rule in rules)
        {
            if (rule.Matches(irq))
            {
                return rule;
            }
        }

        return null;
    }

    private PlannedIrq Rule(IrqDescriptor irq, CpuSet cpus)
    {
        CpuSet allowed = cpus - guarded;
        return HasOnline(allowed) ? Move(irq, allowed, IrqReason.Ruled, IrqCause.Rule) : Spill(irq, cpus);
    }

    /// <summary>The home cannot be written. Where the interrupt is meanwhile counts as its home, so that protected CPUs stay free; where none is free,
    /// moving it gains nothing.</summary>
    private PlannedIrq Shelter(IrqDescriptor irq)
    {
        CpuSet now = irq.Current & online;
        if (!now.IsEmpty && (pins is not null || !now.Overlaps(guarded)))
        {
            return Stay(irq, IrqReason.HomeOffline, IrqCause.HomeOffline);
        }

        PlannedIrq left = Leave(irq, now);
        return new PlannedIrq(irq, left.To, IrqReason.HomeOffline, IrqCause.HomeOffline, left.NeedsWrite);
    }

    /// <summary>Strips, else spills, else pins.</summary>
    private PlannedIrq Leave(IrqDescriptor irq, CpuSet home)
    {
        CpuSet left = Strip(home);
        return HasOnline(left) ? Move(irq, left, IrqReason.Stripped, IrqCause.HomePartlyProtected) : Spill(irq, home);
    }

    private CpuSet Strip(CpuSet home)
    {
        foreach ((CpuSet Home, CpuSet Left) known in stripped)
        {
            if (known.Home == home)
            {
                return known.Left;
            }
        }

        CpuSet left = spills.WithoutSiblings(home - guarded, online);
        stripped[nextStripped++ % stripped.Length] = (home, left);
        return left;
    }

    private PlannedIrq Spill(IrqDescriptor irq, CpuSet home)
    {
        if (pins is not null)
        {
            return Move(irq, pins.Take(irq.Irq), IrqReason.Pinned, IrqCause.NothingFree);
        }

        (CpuSet to, IrqCause cause) = spills.Find(home, irq.Device?.NodeId);
        return Move(irq, to, IrqReason.Spilled, cause);
    }

    /// <summary>Home exactly: part of a home is what stripping leaves, so lying within it is not enough.</summary>
    private static PlannedIrq GoHome(IrqDescriptor irq)
        => irq.Current == irq.Home
            ? new PlannedIrq(irq, irq.Home, IrqReason.Unchanged, IrqCause.None, needsWrite: false)
            : new PlannedIrq(irq, irq.Home, IrqReason.Restored, IrqCause.None, needsWrite: true);

    private static PlannedIrq Stay(IrqDescriptor irq, IrqReason reason, IrqCause cause) => new(irq, irq.Current, reason, cause, needsWrite: false);

    private PlannedIrq Move(IrqDescriptor irq, CpuSet to, IrqReason reason, IrqCause cause)
    {
        bool satisfied = irq.Current == to || (HasOnline(irq.Current) && IsWithin(irq.Current, to) && !WasSetByPrevious(irq));
        return new PlannedIrq(irq, to, reason, cause, needsWrite: !satisfied);

        // A mask that the last plan set for other protected CPUs is too narrow now, not narrowed by the kernel.
        bool WasSetByPrevious(IrqDescriptor moved) => previous?.Find(moved.Irq) is { } before && before.To == moved.Current && before.To != to;
    }

    /// <summary>Whether a CPU of a mask is online. Masks hold possible CPUs only.</summary>
    private bool HasOnline(CpuSet mask) => isAllOnline ? !mask.IsEmpty : mask.Overlaps(online);

    /// <summary>Whether the online part of a mask lies within another one. Sets are made only where offline CPUs matter.</summary>
    private bool IsWithin(CpuSet mask, CpuSet to) => mask.IsSubsetOf(to) || (!isAllOnline && !mask.IsSubsetOf(online) && (mask & online).IsSubsetOf(to));
}
