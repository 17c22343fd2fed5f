using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Tests;

/// <summary>Keeps log events.</summary>
internal sealed class LogRecorder : ILogger, ILoggerFactory
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> _events = new();

    public IEnumerable<(int Id, LogLevel Level, string Text)> Events => _events;

    public int Count(int id) => _events.Count(e => e.Id == id);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _events.Enqueue((eventId.Id, logLevel, formatter(state, exception)));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
