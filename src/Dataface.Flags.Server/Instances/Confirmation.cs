using System.Globalization;
using System.Text.Json.Serialization;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Instances;

/// <summary>In how many instances a change is in force.</summary>
/// <param name="Confirmed">How many have said that they have it in force.</param>
/// <param name="Expected">How many were waited for: those heard of lately when the change was recorded, without those who left.</param>
/// <param name="Milliseconds">How long after the request came.</param>
/// <param name="Summary">The same as a sentence.</param>
/// <param name="Unconfirmed">Those that have not said so, by the keys that they report with: one misused key hides no other's gap.</param>
internal sealed record Confirmation(
    int Confirmed, int Expected, long Milliseconds, string Summary, IReadOnlyList<UnconfirmedKey> Unconfirmed)
{
    /// <summary>Whether more instances have reported than are kept, so that the numbers are not all.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether every instance has it in force; not when nobody reports.</summary>
    [JsonIgnore]
    public bool IsComplete => Expected > 0 && Confirmed == Expected && !IsPartial;

    /// <summary>How many of a key are named.</summary>
    private const int MostNamed = 10;

    /// <summary>How many keys are listed.</summary>
    private const int MostKeys = 20;

    public static Confirmation Of(int expected, IReadOnlyList<InstanceView> missing, TimeSpan elapsed, Func<InstanceView, TimeSpan> age)
    {
        var keys = missing.GroupBy(instance => instance.Key, StringComparer.Ordinal).OrderBy(key => key.Count()).Take(MostKeys)
            .Select(key => new UnconfirmedKey(key.Key, key.Count(), [.. key.OrderByDescending(age).Take(MostNamed).Select(
                instance => new UnconfirmedInstance(instance.Name, instance.Id, Math.Round(age(instance).TotalSeconds, 1)))])).ToList();
        var summary = Sentence(expected, missing.Count, elapsed, keys);
        return new(expected - missing.Count, expected, (long)elapsed.TotalMilliseconds, summary, keys);
    }

    private static string Sentence(int expected, int missing, TimeSpan elapsed, IReadOnlyList<UnconfirmedKey> keys)
    {
        if (expected == 0) return "No instance has reported to this server lately, so none can confirm.";
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"In force in {expected - missing} of {Counted.Of(expected, "instance")} after {Words(elapsed)}");
        return missing == 0 ? head + "." : $"{head}; not confirmed: {string.Join("; ", keys.Select(Words))}.";
    }

    private static string Words(UnconfirmedKey key)
    {
        var named = string.Join(", ", key.Instances.Select(instance => string.Create(
            CultureInfo.InvariantCulture, $"{instance.Name}, last heard {instance.HeardSecondsAgo:0} s ago")));
        var others = key.Count - key.Instances.Count;
        return others == 0 ? named : $"{named} and {others} more with the key '{key.Key}'";
    }

    private static string Words(TimeSpan elapsed) => elapsed switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalHours:0} h"),
    };
}

/// <summary>Instances of one key that have not confirmed.</summary>
/// <param name="Key">The key's name.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Instances">Some of them, the longest silent first.</param>
internal sealed record UnconfirmedKey(string Key, int Count, IReadOnlyList<UnconfirmedInstance> Instances);

/// <summary>An instance that has not confirmed.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Id">Its id.</param>
/// <param name="HeardSecondsAgo">How long ago it was heard of.</param>
internal sealed record UnconfirmedInstance(string Name, Guid Id, double HeardSecondsAgo);
