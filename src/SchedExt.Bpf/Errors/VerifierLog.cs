namespace SchedExt.Bpf;

/// <summary>Finds the lines that matter in a verifier log. Pure.</summary>
internal static class VerifierLog
{
    // "cur state" and "old state" follow "infinite loop detected"; "caller" and its kin are written at calls; "func '" tells an
    // argument's type; "verification time" and "stack depth" come with statistics.
    private static readonly string[] s_bookkeeping =
    [
        "processed ", ";", "verification time", "stack depth", "mark_precise", "func#", "func '", "peak_states", "from ", "cur state:",
        "old state:", "caller:", "callee:", "returning from callee:", "to caller at ", "Live regs before insn",
    ];

    // 1   ; bpf_kfunc_call(p); @ broken.bpf.c:21
    // 2   7: (79) r1 = *(u64 *)(r1 +0)     ; R1_w=...
    // 3   func#0 ...
    // 4   R1 invalid mem access 'scalar'
    // 5   processed 8 insns (limit 1000000) max_states_per_insn 0 ...
    // Line 5 ends every log (print_verification_stats); the reason is the last line before it that is neither source (1),
    // instruction (2) nor bookkeeping (3), with the line right above it where that is of the same sort ("invalid access to map
    // value, …", "R2 max value is outside …"). The last source line above is what it is about.

    /// <summary>The reason, and the source line before it; the log's last line when nothing looks like a reason.</summary>
    internal static string Summarize(string log)
    {
        string[] lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int last = Array.FindLastIndex(lines, IsReason);
        if (last < 0) return lines.Length == 0 ? "the kernel gave no log" : lines[^1];

        string reason = last > 0 && IsReason(lines[last - 1]) ? $"{lines[last - 1]}; {lines[last]}" : lines[last];
        int source = Array.FindLastIndex(lines, last, line => line.StartsWith("; ", StringComparison.Ordinal));
        return source < 0 ? reason : $"{reason} (at: {lines[source][2..]})";
    }

    private static bool IsReason(string line) =>
        !Array.Exists(s_bookkeeping, start => line.StartsWith(start, StringComparison.Ordinal)) && !IsInstruction(line) && !IsRegisterState(line);

    // "12: (85) call ..." and "12: R1=ctx() R10=fp0"
    private static bool IsInstruction(string line)
    {
        int digits = 0;
        while (digits < line.Length && char.IsAsciiDigit(line[digits])) digits++;
        return digits > 0 && digits < line.Length && line[digits] == ':';
    }

    // "R0=scalar() R1=ctx()", "frame1: R1=ctx()": states, not reasons such as "R1 invalid mem access", "frame pointer is read only"
    private static bool IsRegisterState(string line) =>
        (StartsWithNumbered(line, "R") && line.Split(' ')[0].Contains('=')) || StartsWithNumbered(line, "frame");

    private static bool StartsWithNumbered(string line, string word) =>
        line.Length > word.Length && line.StartsWith(word, StringComparison.Ordinal) && char.IsAsciiDigit(line[word.Length]);
}
