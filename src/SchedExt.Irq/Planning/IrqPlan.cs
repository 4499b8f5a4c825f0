using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SchedExt.Irq;

/// <summary>Where each interrupt should go, and why: the result of <see cref="IrqMaskPlanner.Plan"/>.</summary>
/// <remarks>Equality: by content (<see cref="Protected"/>, <see cref="Mode"/> and each interrupt). Enumerating gives the interrupts in
/// ascending order. <see cref="ToString"/> and JSON list them all; <c>JsonSerializer</c> writes the shape of <see cref="ToJson"/>. Thread safety: immutable.</remarks>
[JsonConverter(typeof(IrqPlanJsonConverter))]
public sealed class IrqPlan : IReadOnlyCollection<PlannedIrq>, IEquatable<IrqPlan>
{
    /// <summary>Those of the snapshot: a plan only adds targets and decisions to them. Apart, these arrays stay small enough for cheap collection.</summary>
    private readonly IrqDescriptor[] descriptors;

    private readonly CpuSet[] targets;

    private readonly PlanDecision[] decisions;

    private readonly int vectorsPerCpu;

    private IReadOnlyList<VectorShortage>? shortages;

    internal IrqPlan(IrqDescriptor[] descriptors, CpuSet[] targets, PlanDecision[] decisions, CpuSet protectedCpus, CpuSet online, IrqPlanMode mode, int vectorsPerCpu)
    {
        this.descriptors = descriptors;
        this.targets = targets;
        this.decisions = decisions;
        Protected = protectedCpus;
        Online = online;
        Mode = mode;
        this.vectorsPerCpu = vectorsPerCpu;
    }

    /// <summary>The CPUs to be kept free of interrupts.</summary>
    public CpuSet Protected { get; }

    /// <summary>The CPUs that were online.</summary>
    public CpuSet Online { get; }

    /// <summary>Whether any online CPU is unprotected.</summary>
    public IrqPlanMode Mode { get; }

    /// <summary>How many interrupts the plan has.</summary>
    public int Count => descriptors.Length;

    /// <summary>How many affinities must be written.</summary>
    public int WriteCount => decisions.Count(decision => decision.NeedsWrite);

    /// <summary>The CPUs that would have to take more interrupts than they have vectors for, most crowded first; empty when all have room.</summary>
    /// <remarks>Each interrupt takes one vector on one CPU of its mask. They are dealt out to the CPU with the fewest, those with the smallest
    /// masks first, as the kernel does; <see cref="IrqPlanOptions.VectorsPerCpu"/> is the limit. Worked out when first asked for.</remarks>
    public IReadOnlyList<VectorShortage> VectorShortages => shortages ??= VectorAccount.FindShortages([.. this], Online, vectorsPerCpu);

    /// <summary>What is planned for an interrupt, by its number in <c>proc/irq</c>.</summary>
    /// <param name="irq">The number.</param>
    /// <exception cref="KeyNotFoundException">The plan has no such interrupt.</exception>
    public PlannedIrq this[int irq] => Find(irq) ?? throw new KeyNotFoundException($"The plan has no interrupt {irq}.");

    /// <summary>Finds what is planned for an interrupt, in logarithmic time.</summary>
    /// <param name="irq">Any number.</param>
    /// <returns>The decision, or null when the plan has none for this number.</returns>
    public PlannedIrq? Find(int irq)
    {
        int low = 0, high = descriptors.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int number = descriptors[middle].Irq;
            if (number == irq)
            {
                return At(middle);
            }

            (low, high) = number < irq ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>Compares by content.</summary>
    /// <param name="other">The other plan.</param>
    /// <returns>Whether both do the same with the same interrupts.</returns>
    public bool Equals(IrqPlan? other) => other is not null && Protected == other.Protected && Mode == other.Mode && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IrqPlan);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Protected, Mode, Count);

    /// <summary>The interrupts in ascending order of their numbers.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<PlannedIrq> GetEnumerator()
    {
        for (int index = 0; index < descriptors.Length; index++)
        {
            yield return At(index);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The plan as one line of JSON:
    /// <c>{"protected":"0-3","mode":"normal","irqs":[{"irq":27,"device":"0000:01:00.0","actions":["nvme0q1"],"from":"0-7","to":"4-7","reason":"Stripped","cause":"HomePartlyProtected"}]}</c>.</summary>
    /// <returns>The text; unknown devices are null.</returns>
    public string ToJson() => JsonSerializer.Serialize(PlanDocument.From(this), PlanDocumentContext.Default.PlanDocument);

    /// <summary>The plan for people: a line for the whole and one for each interrupt.</summary>
    /// <returns>The text, lines parted by a line feed.</returns>
    public override string ToString()
    {
        var text = new StringBuilder($"protect {(Protected.IsEmpty ? "nothing" : Protected)}, {Mode.ToString().ToLowerInvariant()}: {Count} interrupts, {WriteCount} to write");
        foreach (PlannedIrq irq in this)
        {
            text.Append('\n').Append(irq);
        }

        return text.ToString();
    }

    private PlannedIrq At(int index) => new(descriptors[index], targets[index], decisions[index].Reason, decisions[index].Cause, decisions[index].NeedsWrite);
}
