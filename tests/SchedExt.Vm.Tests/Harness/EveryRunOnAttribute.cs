using Xunit.v3;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>
/// On which of the <see cref="Kernels"/> every run has a test that shows nothing which depends on the kernel's version: <c>./build.sh soak</c>
/// runs it on the others. eng/vm/machines selects by it. A test without it is in every run on each kernel.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class EveryRunOnAttribute(string kernels) : Attribute, ITraitAttribute
{
    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("EveryRunOn", kernels)];
}
