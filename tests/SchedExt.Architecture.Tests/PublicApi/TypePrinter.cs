using System.Reflection;
using System.Runtime.CompilerServices;

namespace SchedExt.Architecture.Tests.PublicApi;

/// <summary>Prints the line that declares a type.</summary>
internal static class TypePrinter
{
    public static string Header(Type type)
    {
        IEnumerable<string> bases = Bases(type).ToList();
        return $"{AttributePrinter.Print(type)}{Modifiers(type)} {TypeSpelling.Spell(type)}{(bases.Any() ? " : " + string.Join(", ", bases) : "")}{Constraints(type.GetGenericArguments())}";
    }

    /// <summary>The where clauses of type parameters.</summary>
    public static string Constraints(Type[] parameters) => string.Concat(
        from parameter in parameters
        where parameter.IsGenericParameter
        let limits = Limits(parameter).ToList()
        where limits.Count > 0
        select $" where {parameter.Name} : {string.Join(", ", limits)}");

    private static IEnumerable<string> Limits(Type parameter)
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            yield return "struct";
        }

        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            yield return "class";
        }

        foreach (Type limit in parameter.GetGenericParameterConstraints().Where(limit => limit != typeof(ValueType)))
        {
            yield return TypeSpelling.Spell(limit);
        }
    }

    private static string Modifiers(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetUnderlyingType(type) == typeof(int) ? [] : [TypeSpelling.Spell(Enum.GetUnderlyingType(type))];
        }

        bool plain = type.BaseType is null || type.BaseType == typeof(object) || type.BaseType == typeof(ValueType) || typeof(Delegate).IsAssignableFrom(type);
        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        IEnumerable<string> interfaces = type.IsSubclassOf(typeof(Delegate)) ? [] : type.GetInterfaces().Except(inherited).Where(i => i.IsVisible).Select(i => TypeSpelling.Spell(i)).Order(StringComparer.Ordinal);
        return plain ? interfaces : [TypeSpelling.Spell(type.BaseType!), .. interfaces];
    }
}
