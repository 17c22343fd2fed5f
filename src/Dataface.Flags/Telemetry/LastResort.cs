using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// Writes warnings and errors to standard error where nobody has set up logging, so that a wrong path does not go unnoticed. Thread-safe.
/// </summary>
internal sealed class LastResort : ILogger
{
    private static readonly LastResort Instance = new();

    /// <summary>Where the client itself logs.</summary>
    /// <param name="loggers">What the user has set up; null for nothing.</param>
    /// <param name="category">The logger's name.</param>
    public static ILogger Or(ILoggerFactory? loggers, string category) =>
        loggers is null ? Instance : new UnfailingLogger(loggers.CreateLogger(category));

    /// <summary>Where evaluations log: they write to no console.</summary>
    /// <inheritdoc cref="Or"/>
    public static ILogger OrNone(ILoggerFactory? loggers, string category) =>
        loggers is null ? NullLogger.Instance : new UnfailingLogger(loggers.CreateLogger(category));

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        try
        {
            Console.Error.WriteLine($"Dataface.Flags: {formatter(state, exception)}{(exception is null ? "" : $" {exception.Message}")}");
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // There is nowhere else to tell of it.
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
