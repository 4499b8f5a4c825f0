using SchedExt.Bpf.Btf;

namespace SchedExt.Bpf;

/// <summary>
/// Where an object records its exit: a variable in <c>.data</c> or <c>.bss</c> whose struct has the members kind, exit_code,
/// reason and msg, whatever its name. Its dump, if any, is NAME_dump, and the dump's size NAME_dump_len: so are ours, and those
/// of objects made with the kernel's own headers.
/// </summary>
internal sealed record ExitRecordLayout(
    string Variable, BtfMember Kind, BtfMember Code, BtfMember Reason, BtfMember Message, string? DumpSection, string DumpLengthVariable)
{
    internal string DumpVariable => Variable + "_dump";

    /// <summary>Finds the record, or <see langword="null"/> where the object has none.</summary>
    internal static ExitRecordLayout? Find(BtfData btf, ObjectVariables variables)
    {
        foreach (BtfVariable variable in variables.All)
        {
            IReadOnlyList<BtfMember> members = btf.Members(variable.TypeId);
            if (Member(members, "kind") is not { } kind || Member(members, "exit_code") is not { } code
                || Member(members, "reason") is not { } reason || Member(members, "msg") is not { } message)
            {
                continue;
            }

            string length = variable.Name + "_dump_len";
            bool dump = variables.TryFind(variable.Name + "_dump", out string section, out _) && variables.TryFind(length, out _, out _);
            return new ExitRecordLayout(variable.Name, kind, code, reason, message, dump ? section : null, length);
        }

        return null;
    }

    private static BtfMember? Member(IReadOnlyList<BtfMember> members, string name)
    {
        foreach (BtfMember member in members)
        {
            if (member.Name == name) return member;
        }

        return null;
    }
}
