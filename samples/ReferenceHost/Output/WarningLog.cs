using Microsoft.Extensions.Logging;

namespace SchedExt.ReferenceHost;

/// <summary>What a library warns of while it works, one line each on standard error. What a view shows anyway is left out.</summary>
/// <param name="console">Where to.</param>
/// <param name="shown">The name of the event that is shown elsewhere.</param>
internal sealed class WarningLog(HostConsole console, string shown = "") : ILogger
{
    private readonly object _gate = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel) || (eventId.Name is { } name && name == shown)) return;
        string cause = exception is null ? "" : $": {FailureReporter.OneLine(exception.Message)}";
        lock (_gate)
        {
            console.Error.WriteLine($"schedext: warning: {formatter(state, exception)}{cause}");
            console.Error.Flush();
        }
    }
}
