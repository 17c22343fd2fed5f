using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Server.Tests.Mutations;

/// <summary>
/// Counts what is logged from warnings on, and keeps the first of each kind: a recorder of everything would be the largest thing
/// in memory.
/// </summary>
internal sealed class QuietLog : ILogger, ILoggerProvider
{
    private readonly ConcurrentDictionary<(int Id, LogLevel Level, string? Where), string> _first = new();
    private long _lines;

    /// <summary>How many lines were written.</summary>
    public long Lines => Volatile.Read(ref _lines);

    public IEnumerable<string> Errors => _first.Where(f => f.Key.Level >= LogLevel.Error).Select(f => $"{f.Key.Id}: {f.Value}");

    public IEnumerable<string> Warnings => _first.Where(f => f.Key.Level == LogLevel.Warning).Select(f => $"{f.Key.Id}: {f.Value}");

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Interlocked.Increment(ref _lines);
        _first.GetOrAdd((eventId.Id, logLevel, exception?.StackTrace?.Split('\n').FirstOrDefault(
            line => line.Contains("Dataface", StringComparison.Ordinal))), _ => $"{formatter(state, exception)} {exception}");
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }
}
