using System.Globalization;

namespace SchedExt.ReferenceHost;

/// <summary>The program training-step on this machine: as many ranks as CPUs, three loaders for each.</summary>
internal sealed class TrainingStepProgram(string program, int cpus)
{
    private const int LoadersPerCpu = 3;
    private static readonly TimeSpan s_calibrationLimit = TimeSpan.FromMinutes(1);

    private string _iterations = "";

    /// <summary>Finds out how much work a burst is; once, before anything else, so that all arms do the same.</summary>
    internal void Calibrate()
    {
        using ChildProcess calibration = ChildProcess.Start(program, "--calibrate");
        _iterations = calibration.Finish(s_calibrationLimit, () => true).Trim();
    }

    /// <summary>Starts it with the ranks, and with the load unless it is to be left out.</summary>
    internal ChildProcess Start(bool loaded, bool hogs, params IEnumerable<string> more) =>
        ChildProcess.Start(program, ["--json", "--iterations", _iterations, "--ranks", Text(cpus), "--loaders", Text(loaded ? LoadersPerCpu * cpus : 0), "--hogs", Text(hogs ? cpus : 0), .. more]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
