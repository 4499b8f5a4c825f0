using SchedExt.Bpf.Btf;

namespace SchedExt.Bpf.Tests;

/// <summary>Fits objects to kernels that exist as BTF only.</summary>
public sealed class KernelFitTests
{
    private static readonly KernelTree s_noKernel = [];

    [Fact]
    public void Apply_CallbackThatTheKernelHasNot_IsDropped()
    {
        using OpenBpfObject opened = Selftest.Open("newer_ops");

        Fit(opened, Kernel(ops: ["dispatch", "name"]));

        opened.Ops.Used.Should().Equal("dispatch", "name");
    }

    [Fact]
    public void Apply_CallbackThatTheKernelHas_Stays()
    {
        using OpenBpfObject opened = Selftest.Open("newer_ops");

        Fit(opened, Kernel(ops: ["dispatch", "from_the_future", "name"]));

        opened.Ops.Has("from_the_future").Should().BeTrue();
    }

    [Fact]
    public void Apply_EnumValues_AreFilledAndUnknownOnesLeft()
    {
        using OpenBpfObject opened = Selftest.Open("smallest_ops");

        Fit(opened, Kernel(ops: ["name"], ("SCX_OPS_ENQ_LAST", 1UL << 63)));

        opened.Value<ulong>("__SCX_OPS_ENQ_LAST").Should().Be(1UL << 63);
        opened.Value<ulong>("__SCX_OF_THE_FUTURE").Should().Be(7, "a kernel without it leaves what the object says");
    }

    [Fact]
    public void Apply_ObjectThatAsksForNothing_SparesTheKernelsTypes()
    {
        using OpenBpfObject opened = Selftest.Open("global_fifo");

        opened.Invoking(o => Fit(o, s_noKernel)).Should().NotThrow();
    }

    [Fact]
    public void Apply_KernelWithoutTypes_SaysWhatToDo()
    {
        using OpenBpfObject opened = Selftest.Open("newer_ops");

        opened.Invoking(o => Fit(o, s_noKernel)).Should().Throw<BpfException>().WithMessage("load 'newer_ops*/sys/kernel/btf/vmlinux*CONFIG_DEBUG_INFO_BTF=y*")
            .Which.Should().Match<BpfException>(failure => failure.Kind == BpfErrorKind.NotSupported && failure.Operation == "load");
    }

    [Fact]
    public void Apply_DamagedTypes_SaysWhatToDo()
    {
        using OpenBpfObject opened = Selftest.Open("newer_ops");

        opened.Invoking(o => Fit(o, new KernelTree { { "sys/kernel/btf/vmlinux", "no types" } })).Should().Throw<BpfException>()
            .Which.Kind.Should().Be(BpfErrorKind.NotSupported);
    }

    private static void Fit(OpenBpfObject opened, KernelRoot root) => KernelFit.Apply(opened, Selftest.Variables(opened), root);

    private static KernelTree Kernel(string[] ops, params (string Name, ulong Value)[] values)
    {
        var builder = new BtfBuilder();
        uint pointer = builder.Pointer(0);
        builder.Struct("sched_ext_ops", (uint)ops.Length * 8, false, [.. ops.Select((name, index) => (name, pointer, (uint)index * 64))]);
        builder.Enum64("scx_ops_flags", values);
        return new KernelTree { { "sys/kernel/btf/vmlinux", builder.ToArray() } };
    }
}
