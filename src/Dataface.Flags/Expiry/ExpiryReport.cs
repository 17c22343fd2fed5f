using Dataface.Flags.Bucketing;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Expiry;

/// <summary>Lists the flags that are expired or will expire soon.</summary>
public static class ExpiryReport
{
    /// <summary>How many days before a flag's expiry warnings begin: 14.</summary>
    public const int DefaultWarningDays = 14;

    /// <summary>
    /// The flags that are expired or expire within the given number of days: fully enabled ones first, because they will be missed; then by
    /// day and key.
    /// </summary>
    /// <param name="document">The flags.</param>
    /// <param name="environment">The environment that <see cref="ExpiringFlag.IsFullyOn"/> refers to.</param>
    /// <param name="today">The UTC day.</param>
    /// <param name="warningDays">How many days ahead to look.</param>
    public static IReadOnlyList<ExpiringFlag> Of(
        FlagDocument document, string environment, DateOnly today, int warningDays = DefaultWarningDays)
    {
        ArgumentNullException.ThrowIfNull(document);
        return
        [
            .. document.Flags.Values
                .Select(flag => Of(flag, environment, today))
                .Where(flag => flag.DaysLeft <= warningDays)
                .OrderByDescending(flag => flag.IsFullyOn).ThenBy(flag => flag.Expires).ThenBy(flag => flag.Flag, StringComparer.Ordinal),
        ];
    }

    private static ExpiringFlag Of(FlagDefinition flag, string environment, DateOnly today)
    {
        var isFullyOn = flag.Environments.TryGetValue(environment, out var entry) && IsFullyOn(flag, entry);
        return new()
        {
            Flag = flag.Key,
            Owner = flag.Owner,
            Expires = flag.EffectiveExpiry,
            DaysLeft = flag.EffectiveExpiry.DayNumber - today.DayNumber,
            IsFullyOn = isFullyOn,
        };
    }

    /// <summary>Whether everybody whom no rule matches has it.</summary>
    internal static bool IsFullyOn(FlagDefinition flag, EnvironmentDefinition entry) =>
        (entry.Serve is { } served && served != flag.OffVariant)
        || (entry.Rollout is { Ramp: null, MilliPercent: Threshold.FullMilli } rollout
            && rollout.Split.All(s => s.Weight == 0 || s.Variant != flag.OffVariant));
}
