using Xunit.v3;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>A test that takes too long for every run: <c>./build.sh soak</c> runs it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SoakAttribute : Attribute, ITraitAttribute
{
    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Profile", "soak")];
}
