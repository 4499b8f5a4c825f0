using System.Reflection;

namespace SchedExt.Architecture.Tests.PublicApi;

/// <summary>Prints the attributes that callers are warned by.</summary>
internal static class AttributePrinter
{
    private static readonly string[] Shown = ["Flags", "Obsolete", "Experimental", "SupportedOSPlatform", "UnsupportedOSPlatform", "EditorBrowsable"];

    public static string Print(MemberInfo member) => string.Concat(
        from attribute in member.GetCustomAttributesData()
        let name = attribute.AttributeType.Name.Replace("Attribute", "")
        where Shown.Contains(name)
        orderby name
        select $"[{name}{Arguments(attribute)}] ");

    private static string Arguments(CustomAttributeData attribute)
        => attribute.ConstructorArguments.Count == 0 ? "" : $"({string.Join(", ", attribute.ConstructorArguments)})";
}
