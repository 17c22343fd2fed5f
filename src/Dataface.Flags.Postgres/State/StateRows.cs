using System.Text.Json;
using Dataface.Flags.State;

namespace Dataface.Flags.Postgres.State;

/// <summary>Gathers the state of an environment from rows. A row that somebody has damaged hides no other. Not thread-safe.</summary>
/// <param name="name">What the kills' source is called.</param>
internal sealed class StateRows(string name)
{
    private readonly Dictionary<string, Kill> _kills = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RampState> _ramps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _restores = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];
    private (string Lineage, long Sequence) _head = ("", 0);
    private DocumentRevision? _document;

    public FlagState State => new()
    {
        Kills = _kills,
        Ramps = _ramps,
        Restores = _restores,
        Problems = _problems,
        Lineage = _head.Lineage,
        Sequence = _head.Sequence,
        Document = _document,
    };

    /// <param name="kind">What the row is about.</param>
    /// <param name="key">The flag or rollout, or the lineage, or a sentence.</param>
    /// <param name="number">A position or a count.</param>
    /// <param name="state">The kill or ramp as it stands in records.</param>
    public void Add(string kind, string key, long number, string state)
    {
        switch (kind)
        {
            case "head":
                _head = (key, number);
                break;
            case "document":
                _document = new((int)number, key);
                break;
            case "kill":
                _kills[key] = KillOf(key, state);
                break;
            case "foreign":
                _kills.TryAdd(key, KillOf(key, state));
                break;
            case "ramp":
                if (TryRead(state, json => AuditValues.ReadRamp(json, "state")) is { } ramp) _ramps[key] = ramp;
                else _problems.Add(
                    $"The step of the rollout '{key}' cannot be read in dataface_flags.ramps: it stays at its first step.");
                break;
            case "restore":
                _restores[key] = (int)number;
                break;
            default:
                _problems.Add(key);
                break;
        }
    }

    /// <summary>Who killed it and why may be lost; that it is killed is not.</summary>
    private Kill KillOf(string flag, string state)
    {
        if (TryRead(state, json => AuditValues.ReadKill(json, "state", flag)) is { } kill) return kill with { Source = name };
        _problems.Add($"Who killed '{flag}' cannot be read in dataface_flags.kills: it stays killed.");
        return new() { Flag = flag, Source = name, By = "unknown", At = default, Reason = "unknown" };
    }

    private static T? TryRead<T>(string state, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            return read(JsonElement.Parse($$"""{"state":{{state}}}"""));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
