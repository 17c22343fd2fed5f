using System.Globalization;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Instances;

/// <summary>In how many instances a change is in force, as a sentence.</summary>
internal static class ConfirmationSentence
{
    /// <summary>How many instances a sentence names, of all keys.</summary>
    private const int MostNamed = 10;

    public static string Of(
        int expected, IReadOnlyList<UnconfirmedKey> missing, IReadOnlyList<UnconfirmedKey> silent, TimeSpan elapsed)
    {
        var holding = expected - missing.Sum(key => key.Count);
        var head = expected == 0
            ? "No instance has reported to this server lately, so none can confirm"
            : $"In force in {holding} of {Counted.Of(expected, "instance")} after {Words(elapsed)}";
        return head
            + Part("not confirmed", missing, ago => string.Create(CultureInfo.InvariantCulture, $"last heard {ago.TotalSeconds:0} s ago"))
            + Part("not counted", silent, ago => $"silent for {Words(ago)}") + ".";
    }

    private static string Part(string heading, IReadOnlyList<UnconfirmedKey> keys, Func<TimeSpan, string> heard)
    {
        var (parts, left) = (new List<string>(), MostNamed);
        foreach (var key in keys.TakeWhile(_ => left > 0))
        {
            var named = key.Instances.Take(left).ToList();
            var names = string.Join(", ", named.Select(one => $"{Place(one)}, {heard(TimeSpan.FromSeconds(one.HeardSecondsAgo))}"));
            parts.Add(key.Count == named.Count ? names : $"{names} and {key.Count - named.Count} more with the key '{key.Key}'");
            left -= named.Count;
        }

        var others = keys.Skip(parts.Count).ToList();
        if (others.Count > 0) parts.Add($"and {others.Sum(key => key.Count)} more of {Counted.Of(others.Count, "other key")}");
        return parts.Count == 0 ? "" : $"; {heading}: {string.Join("; ", parts)}";
    }

    private static string Place(UnconfirmedInstance one) => one.From is { Length: > 0 } from ? $"{one.Name} on {from}" : one.Name;

    private static string Words(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
    };
}
