using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// Keeps the exceptions of a logger from whoever logs: neither an evaluation nor a kill nor a loop in the background may end because a log
/// cannot be written. Thread-safe when the logger is.
/// </summary>
internal sealed class UnfailingLogger(ILogger logger) : ILogger
{
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // There is nowhere else to tell of it.
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return logger.IsEnabled(logLevel);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return false;
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);
}
