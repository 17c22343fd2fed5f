using System.Collections;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// The state of a logged evaluation: loggers, among them OpenTelemetry's, take its pairs as attributes. Those that the outcome fixes are
/// shared by all its events. Immutable, so an exporter may keep it.
/// </summary>
internal sealed class EvaluationEventState(
    KeyValuePair<string, object?>[] shared, string? contextId) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => shared.Length + (contextId is null ? 0 : 1);

    public KeyValuePair<string, object?> this[int index]
    {
        get
        {
            if (index == shared.Length && contextId is not null) return new(TelemetryNames.ContextId, contextId);
            return shared[index];
        }
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    public override string ToString() => string.Join(", ", this.Select(pair => $"{pair.Key}={pair.Value}"));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
