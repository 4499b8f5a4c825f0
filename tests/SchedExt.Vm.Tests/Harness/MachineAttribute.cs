using Xunit.v3;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>The machine of eng/vm/machines that a test is made for; the runner selects by it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class MachineAttribute(string name) : Attribute, ITraitAttribute
{
    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Machine", name)];
}
