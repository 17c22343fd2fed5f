using System.Globalization;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>Operators over points in time.</summary>
internal static class InstantOperators
{
    private const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static bool Matches(CompiledCondition condition, long ticks) => condition.Operator switch
    {
        ConditionOperator.Before => ticks < condition.Ticks,
        ConditionOperator.After => ticks > condition.Ticks,
        _ => false,
    };

    /// <summary>Text counts as a point in time when it is ISO 8601: a date, or a date and time, UTC unless it has an offset.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="text">The text.</param>
    /// <param name="kept">What the text was read as, if it was.</param>
    public static bool MatchesText(CompiledCondition condition, string text, ref long kept)
    {
        var reading = TextReading.Of(ref kept);
        if (reading.IsInstant(out var ticks)) return Matches(condition, ticks);
        if (reading.IsNoInstant) return false;
        var isInstant = TryRead(text, out ticks);
        Volatile.Write(ref kept, isInstant ? TextReading.OfInstant(ticks) : reading.NoInstant);
        return isInstant && Matches(condition, ticks);
    }

    /// <summary>Whether text is a point in time.</summary>
    public static bool IsInstant(string text) => TryRead(text, out _);

    /// <summary>The UTC ticks of a text that is a point in time.</summary>
    public static bool TryRead(string text, out long ticks)
    {
        ticks = 0;
        if (text.Length is < 10 or > 40 || !char.IsAsciiDigit(text[0]) || text[4] != '-' || text[7] != '-') return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out var instant)) return false;
        ticks = instant.UtcTicks;
        return true;
    }
}
