using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Tests.Telemetry;

/// <summary>What of a logger throws.</summary>
internal enum Failing
{
    Nothing,
    Log,
    IsEnabled,
    EventsOnly,
}

/// <summary>Keeps evaluation events apart from other logs, and throws on demand. For one thread, but for what it throws.</summary>
internal sealed class EventRecorder : ILoggerFactory
{
    private readonly List<IReadOnlyList<KeyValuePair<string, object?>>> _events = [];

    public volatile Failing Failing;

    public List<string> Keys => _events.ConvertAll(e => (string)Of(e, TelemetryNames.FlagKey)!);

    public List<string?> Units => _events.ConvertAll(e => (string?)Of(e, TelemetryNames.ContextId));

    public List<string> Texts { get; } = [];

    /// <summary>The ids of other log events.</summary>
    public List<int> Others { get; } = [];

    public void Clear()
    {
        Failing = Failing.Nothing;
        _events.Clear();
        Texts.Clear();
        Others.Clear();
    }

    public ILogger CreateLogger(string categoryName) => new Recording(this, categoryName == TelemetryNames.EvaluationEventCategory);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private static object? Of(IReadOnlyList<KeyValuePair<string, object?>> attributes, string name) =>
        attributes.FirstOrDefault(a => a.Key == name).Value;

    private sealed class Recording(EventRecorder owner, bool isOfEvents) : ILogger
    {
        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (owner.Failing == Failing.Log || (owner.Failing == Failing.EventsOnly && isOfEvents))
                throw new IOException("The disk is full.");
            lock (owner)
            {
                owner.Texts.Add(formatter(state, exception));
                if (isOfEvents) owner._events.Add((IReadOnlyList<KeyValuePair<string, object?>>)state!);
                else owner.Others.Add(eventId.Id);
            }
        }

        public bool IsEnabled(LogLevel logLevel) => owner.Failing == Failing.IsEnabled ? throw new IOException("The disk is full.") : true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
