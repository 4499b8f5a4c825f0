using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace SchedExt.Architecture.Tests.PublicApi;

/// <summary>Prints the line of one member; empty for what users cannot name.</summary>
internal static class MemberPrinter
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Print(MemberInfo member)
    {
        string line = member switch
        {
            ConstructorInfo made when IsSeen(made) => $"{Access(made)}{TypeSpelling.Spell(made.DeclaringType!)}({Parameters(made)})",
            MethodInfo method when IsSeen(method) && !IsAccessor(method) => Method(method),
            PropertyInfo property => Property(property),
            FieldInfo field when (field.IsPublic || field.IsFamily) && !field.IsSpecialName => Field(field),
            EventInfo raised when IsSeen(raised.AddMethod!) => $"{Access(raised.AddMethod!)}event {TypeSpelling.Spell(raised.EventHandlerType!, Nullability.Create(raised))} {raised.Name}",
            _ => "",
        };
        return line.Length == 0 ? "" : AttributePrinter.Print(member) + line;
    }

    private static bool IsSeen(MethodBase method)
        => method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Access(MethodBase method)
    {
        string access = method.IsPublic ? "" : "protected ";
        bool overrides = method is MethodInfo m && m.GetBaseDefinition() != m;
        bool inInterface = method.DeclaringType!.IsInterface;
        string kind = method.IsStatic ? "static " : overrides ? "override " : method.IsAbstract && !inInterface ? "abstract " : method is { IsVirtual: true, IsFinal: false } && !inInterface ? "virtual " : "";
        return access + kind;
    }

    private static string Method(MethodInfo method)
    {
        string types = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(type => type.Name))}>" : "";
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        string result = TypeSpelling.Spell(method.ReturnType, Nullability.Create(method.ReturnParameter));
        return $"{Access(method)}{result} {method.Name}{types}({extension}{Parameters(method)}){TypePrinter.Constraints(method.GetGenericArguments())}";
    }

    private static string Property(PropertyInfo property)
    {
        List<MethodInfo> accessors = [.. property.GetAccessors(nonPublic: true).Where(IsSeen)];
        if (accessors.Count == 0)
        {
            return "";
        }

        bool isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        IEnumerable<string> words = accessors.Select(accessor => accessor == property.GetMethod ? "get; " : isInit ? "init; " : "set; ");
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        string type = TypeSpelling.Spell(property.PropertyType, Nullability.Create(property));
        return $"{Access(accessors[0])}{required}{type} {(index.Length > 0 ? "this" : property.Name)}{index} {{ {string.Concat(words)}}}";
    }

    private static string Field(FieldInfo field)
    {
        string kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        string value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue(), field.FieldType)}" : "";
        return $"{(field.IsPublic ? "" : "protected ")}{kind}{TypeSpelling.Spell(field.FieldType, Nullability.Create(field))} {field.Name}{value}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string mode = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true } => "in ",
            _ when parameter.ParameterType.IsByRef => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
            _ => "",
        };
        string value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        return $"{mode}{TypeSpelling.Spell(parameter.ParameterType, Nullability.Create(parameter))} {parameter.Name}{value}";
    }

    private static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ when type.IsEnum => $"{type.Name}.{Enum.ToObject(type, value)}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
