using Microsoft.Extensions.Logging;
using SchedExt.Irq.Testing;

namespace SchedExt.Irq.Tests.Protection;

/// <summary>A model of 8 CPUs with a movable interrupt (40, home 0-7), one whose home is 2-3 (41) and a managed one (42), and a protector of it.</summary>
internal sealed class Stage : ILogger
{
    public Stage(bool movesAtOnce = true, int vectors = 199, bool before612 = false)
        : this(new KernelModelIrqFs(8) { MovesAtOnce = movesAtOnce, VectorsPerCpu = vectors, IsBefore612 = before612 })
    {
        Model.AddIrq(40, CpuSet.All(8), "eth0-rx-0");
        Model.AddIrq(41, CpuSet.Parse("2-3"), "eth0-rx-1");
        Model.AddIrq(42, CpuSet.Parse("1"), "nvme0q1", managed: true);
    }

    public Stage(KernelModelIrqFs model) => Model = model;

    public KernelModelIrqFs Model { get; }

    public MemoryStore Store { get; init; } = new();

    public IInterruptBalancer? Balancer { get; set; }

    public ManualClock Clock { get; } = new();

    public IrqPlanOptions Planning { get; set; } = IrqPlanOptions.Default;

    public SteeringKinds Steering { get; set; }

    public List<string> Lines { get; } = [];

    public List<IrqDrift> Drifts { get; } = [];

    /// <summary>The masks of all interrupts and of the default.</summary>
    public string Masks => $"{Model.ReadDefaultAffinity().Cpus}; {string.Join("; ", Model.ListIrqs().Select(irq => $"{irq}: {Model.ReadAffinity(irq).Cpus}"))}";

    public IrqProtector Open(TimeSpan? interval = null, int? batch = null, IIrqFs? fs = null)
    {
        var options = new IrqProtectorOptions { IrqFs = fs ?? Model, Clock = Clock, Planning = Planning, Steering = Steering, RefreshInterval = interval ?? Timeout.InfiniteTimeSpan, RefreshBatch = batch };
        IrqProtector protector = IrqProtector.OpenWith(options, this, options.IrqFs!, Store, Balancer);
        protector.Drifted += Drifts.Add;
        return protector;
    }

    /// <summary>Lets each interrupt move to where it should be, and an owner come and go.</summary>
    /// <returns>The journal then.</returns>
    public byte[]? Settle()
    {
        foreach (int irq in Model.ListIrqs())
        {
            Model.Interrupt(irq);
            Model.Interrupt(irq);
            Model.Interrupt(irq);
        }

        Open().Dispose();
        return Store.Text;
    }

    public CpuSet Mask(string path) => Model.ReadMask(path).Cpus;

    public CpuSet Mask(int irq) => Model.ReadAffinity(irq).Cpus;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Lines.Add($"{eventId.Id} {formatter(state, exception)}");
}
