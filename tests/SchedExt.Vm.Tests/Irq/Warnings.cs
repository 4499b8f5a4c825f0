using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>A log that keeps what is logged as a warning or worse.</summary>
internal sealed class Warnings : ILogger
{
    internal ConcurrentQueue<string> Texts { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Texts.Enqueue(formatter(state, exception));
}
