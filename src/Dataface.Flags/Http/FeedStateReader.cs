using System.Globalization;
using System.Text.Json;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Http;

/// <summary>Reads the state of an environment as a server writes it.</summary>
internal static class FeedStateReader
{
    /// <param name="source">What the kills' source is called: the server has its own name for it.</param>
    public static FlagState Read(JsonElement state, string source) => new()
    {
        Kills = state.GetProperty("kills").EnumerateObject().ToDictionary(k => k.Name, k => ReadKill(k, source), StringComparer.Ordinal),
        Ramps = state.GetProperty("ramps").EnumerateObject().ToDictionary(r => r.Name, r => ReadRamp(r.Value), StringComparer.Ordinal),
        Restores = state.GetProperty("restores").EnumerateObject()
            .ToDictionary(r => r.Name, r => r.Value.GetInt32(), StringComparer.Ordinal),
        Sequence = state.GetProperty("sequence").GetInt64(),
        Lineage = Text(state, "lineage"),
        Problems = state.TryGetProperty("problems", out var problems) ? [.. problems.EnumerateArray().Select(p => p.GetString() ?? "")]
            : [],
    };

    private static Kill ReadKill(JsonProperty kill, string source) => new()
    {
        Flag = kill.Name,
        Source = source,
        By = Text(kill.Value, "by"),
        At = Instant(kill.Value, "at"),
        Reason = Text(kill.Value, "reason"),
    };

    private static RampState ReadRamp(JsonElement ramp) => new()
    {
        Stage = ramp.GetProperty("stage").GetInt32(),
        Epoch = ramp.GetProperty("epoch").GetInt32(),
        Percent = Percentage.Of(ramp.GetProperty("share").GetInt32()),
        Since = Instant(ramp, "since"),
        IsPaused = ramp.GetProperty("paused").GetBoolean(),
    };

    private static DateTimeOffset Instant(JsonElement element, string name) =>
        DateTimeOffset.Parse(Text(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");
}
