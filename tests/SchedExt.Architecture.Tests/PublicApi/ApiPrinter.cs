using System.Reflection;
using System.Text;

namespace SchedExt.Architecture.Tests.PublicApi;

/// <summary>Prints what users of an assembly can name: one block per type, one line per member, in an order that never changes.</summary>
internal static class ApiPrinter
{
    public static string Print(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.Namespace).Append(": ").Append(TypePrinter.Header(type)).Append('\n');
            foreach (string line in Lines(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Lines(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name)):D4}");
        }

        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return typeof(Delegate).IsAssignableFrom(type)
            ? [MemberPrinter.Print(type.GetMethod("Invoke")!)]
            : type.GetMembers(Declared).Where(member => !member.Name.Contains('<')).Select(MemberPrinter.Print).Where(line => line.Length > 0);
    }
}
