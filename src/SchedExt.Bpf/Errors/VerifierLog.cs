namespace SchedExt.Bpf;

/// <summary>Finds the lines that matter in a verifier log. Pure.</summary>
internal static class VerifierLog
{
    // 1   ; bpf_kfunc_call(p); @ broken.bpf.c:21
    // 2   7: (79) r1 = *(u64 *)(r1 +0)     ; R1_w=...
    // 3   func#0 ...
    // 4   R1 invalid mem access 'scalar'
    // 5   processed 8 insns (limit 1000000) max_states_per_insn 0 ...
    // Line 5 ends every log (print_verification_stats); the reason is the last line before it that is neither source (1),
    // instruction (2) nor bookkeeping (3), and the last source line above the reason is what it is about.

    /// <summary>The reason, and the source line before it; the log's last line when nothing looks like a reason.</summary>
    internal static string Summarize(string log)
    {
        string[] lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int reason = Array.FindLastIndex(lines, IsReason);
        if (reason < 0) return lines.Length == 0 ? "the kernel gave no log" : lines[^1];

        int source = Array.FindLastIndex(lines, reason, line => line.StartsWith("; ", StringComparison.Ordinal));
        return source < 0 ? lines[reason] : $"{lines[reason]} (at: {lines[source][2..]})";
    }

    private static bool IsReason(string line) => !(
        line.StartsWith("processed ", StringComparison.Ordinal)
        || line.StartsWith("; ", StringComparison.Ordinal)
        || line.StartsWith("verification time", StringComparison.Ordinal)
        || line.StartsWith("stack depth", StringComparison.Ordinal)
        || line.StartsWith("mark_precise", StringComparison.Ordinal)
        || line.StartsWith("func#", StringComparison.Ordinal)
        || line.StartsWith("peak_states", StringComparison.Ordinal)
        || line.StartsWith("from ", StringComparison.Ordinal)
        || IsInstruction(line)
        || IsRegisterState(line));

    // "12: (85) call ..." and "12: R1=ctx() R10=fp0"
    private static bool IsInstruction(string line)
    {
        int digits = 0;
        while (digits < line.Length && char.IsAsciiDigit(line[digits])) digits++;
        return digits > 0 && digits < line.Length && line[digits] == ':';
    }

    // "R0=scalar() R1=ctx()": states, not reasons such as "R1 invalid mem access"
    private static bool IsRegisterState(string line) =>
        line.Length > 2 && line[0] == 'R' && char.IsAsciiDigit(line[1]) && line.Split(' ')[0].Contains('=');
}
