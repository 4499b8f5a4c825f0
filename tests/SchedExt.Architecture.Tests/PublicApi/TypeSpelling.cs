using System.Reflection;

namespace SchedExt.Architecture.Tests.PublicApi;

/// <summary>Spells types as C# does, with what may be null, without namespaces.</summary>
internal static class TypeSpelling
{
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["Boolean"] = "bool", ["Byte"] = "byte", ["SByte"] = "sbyte", ["Char"] = "char", ["Decimal"] = "decimal", ["Double"] = "double",
        ["Single"] = "float", ["Int16"] = "short", ["UInt16"] = "ushort", ["Int32"] = "int", ["UInt32"] = "uint", ["Int64"] = "long",
        ["UInt64"] = "ulong", ["IntPtr"] = "nint", ["UIntPtr"] = "nuint", ["Object"] = "object", ["String"] = "string", ["Void"] = "void",
    };

    public static string Spell(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
        {
            return Spell(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Spell(value, nullability?.GenericTypeArguments.FirstOrDefault()) + "?";
        }

        bool mayBeNull = nullability is { } known && (known.ReadState == NullabilityState.Nullable || known.WriteState == NullabilityState.Nullable);
        string name = type.IsArray ? Spell(type.GetElementType()!, nullability?.ElementType) + "[]" : SpellNamed(type, nullability);
        return mayBeNull && !type.IsValueType ? name + "?" : name;
    }

    /// <summary>The name of a type with its type arguments, and the types it is nested in.</summary>
    private static string SpellNamed(Type type, NullabilityInfo? nullability)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        string name = type.Namespace == "System" && Keywords.TryGetValue(type.Name, out string? keyword) ? keyword : type.Name.Split('`')[0];
        string prefix = type.IsNested ? SpellNamed(type.DeclaringType!, null) + "." : "";
        if (!type.IsGenericType)
        {
            return prefix + name;
        }

        NullabilityInfo[] known = nullability?.GenericTypeArguments ?? [];
        IEnumerable<string> arguments = type.GetGenericArguments().Select((argument, i) => Spell(argument, i < known.Length ? known[i] : null));
        return $"{prefix}{name}<{string.Join(", ", arguments)}>";
    }
}
