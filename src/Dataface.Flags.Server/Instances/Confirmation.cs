using System.Text.Json.Serialization;

namespace Dataface.Flags.Server.Instances;

/// <summary>In how many instances a change is in force.</summary>
/// <param name="Confirmed">How many have said that they have it in force.</param>
/// <param name="Expected">How many were waited for: those heard of lately when the change was recorded, without those who left.</param>
/// <param name="Milliseconds">How long after the request came.</param>
/// <param name="Summary">The same as a sentence.</param>
/// <param name="Unconfirmed">Those that have not said so, by the keys that they report with: one misused key hides no other's gap.</param>
/// <param name="Silent">
/// How many are not counted, because they were not heard of lately, have not left, and did not have it in force when they were.
/// </param>
/// <param name="SilentKeys">Those, by their keys.</param>
internal sealed record Confirmation(
    int Confirmed, int Expected, long Milliseconds, string Summary, IReadOnlyList<UnconfirmedKey> Unconfirmed, int Silent,
    IReadOnlyList<UnconfirmedKey> SilentKeys)
{
    /// <summary>Whether more instances have reported than are kept, so that the numbers are not all.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether every instance has it in force; not when nobody reports, or one is silent.</summary>
    [JsonIgnore]
    public bool IsComplete => Expected > 0 && Confirmed == Expected && Silent == 0 && !IsPartial;

    /// <param name="standing">Who has it in force, and who has not.</param>
    /// <param name="elapsed">How long after the request came.</param>
    /// <param name="age">How long ago an instance was heard of.</param>
    public static Confirmation Of(ConfirmationStanding standing, TimeSpan elapsed, Func<InstanceView, TimeSpan> age)
    {
        var (missing, silent) = (UnconfirmedKey.Of(standing.Missing, age), UnconfirmedKey.Of(standing.Silent, age));
        return new(
            standing.Expected - standing.Missing.Count, standing.Expected, (long)elapsed.TotalMilliseconds,
            ConfirmationSentence.Of(standing.Expected, missing, silent, elapsed), missing, standing.Silent.Count, silent);
    }
}

/// <summary>Who has a change in force, and who has not, at a moment.</summary>
/// <param name="Expected">How many are waited for.</param>
/// <param name="Missing">Those of them that do not have it.</param>
/// <param name="Silent">Those that are not waited for, and did not have it when they were heard of last.</param>
internal sealed record ConfirmationStanding(int Expected, IReadOnlyList<InstanceView> Missing, IReadOnlyList<InstanceView> Silent);
