namespace SchedExt.Vm.Tests.Harness;

/// <summary>Programs for <see cref="PerlProgram"/> that hand a byte to a child and wait for it to come back, after a line of input; the child's id is their first output.</summary>
internal static class PerlTalkers
{
    /// <summary>About five hundred times a second.</summary>
    internal const string NowAndThen = """
        pipe(my $in, my $to) && pipe(my $from, my $out) or die $!;
        my $child = fork;
        if (!$child) { while (sysread($in, my $byte, 1)) { syswrite($out, $byte, 1); } exit; }
        print "$child\n"; <STDIN>;
        while (1) { syswrite($to, "x", 1); sysread($from, my $byte, 1); nap(0.002); }
        """;

    /// <summary>As often as they can.</summary>
    internal static readonly string AllTheTime = NowAndThen.Replace("nap(0.002); ", "", StringComparison.Ordinal);
}
