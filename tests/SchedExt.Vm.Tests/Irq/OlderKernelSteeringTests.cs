using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>The same on older kernels.</summary>
[Machine(Machines.IrqOlder), Soak]
public sealed class OlderKernelSteeringTests : SteeringTests;
