using System.Text;
using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The preflight as a list: a line per check, and under each failed one how to mend it. Pure.</summary>
internal static class DoctorList
{
    internal static string Format(PreflightReport report, TextStyle style)
    {
        int width = report.Checks.Max(check => check.Name.Length);
        var text = new StringBuilder();
        foreach (PreflightCheck check in report.Checks)
        {
            text.Append(Mark(check.Status, style)).Append("  ").Append(check.Name.PadRight(width)).Append("  ").Append(check.Message).Append('\n');
            if (check.Remedy.Length > 0) text.Append(' ', 9 + width).Append(style.Bold("→ " + check.Remedy)).Append('\n');
        }

        if (!report.IsBlocked) text.Append(style.Good("A scheduler can run here.")).Append('\n');
        return text.ToString();
    }

    private static string Mark(PreflightStatus status, TextStyle style) => status switch
    {
        PreflightStatus.Passed => style.Good("   ok"),
        PreflightStatus.Warning => style.Warning(" note"),
        PreflightStatus.Failed => style.Bad(" FAIL"),
        _ => style.Dim("    ?"),
    };
}
