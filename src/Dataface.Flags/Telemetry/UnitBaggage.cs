using OpenTelemetry;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// Carries the targeting unit from one service to the next in OpenTelemetry's baggage, so that both give the same user the same variant.
/// Nothing is carried unless you call <see cref="Carry"/>, and a <see cref="UnitBaggageHandler"/> withholds it from hosts that are not
/// allowed to have it. The sender of a request controls what arrives: read it only behind a boundary that strips baggage from outside.
/// Thread-safe.
/// </summary>
public static class UnitBaggage
{
    /// <summary>The baggage entry.</summary>
    public const string Entry = "dataface.flags.unit";

    /// <summary>Puts a context's unit into the current baggage.</summary>
    /// <param name="context">The context.</param>
    /// <param name="attribute">The attribute that holds the unit.</param>
    /// <returns>False when there is nothing to carry: no unit, a private one, or one of more than 256 characters.</returns>
    public static bool Carry(EvaluationContext context, string attribute = EvaluationContext.DefaultUnit)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        if (UnitNames.TextOf(context, attribute) is not { Length: > 0 } unit) return false;
        Baggage.Current = Baggage.Current.SetBaggage(Entry, unit);
        return true;
    }

    /// <summary>
    /// A context with the unit that the current baggage carries, or an empty one when it carries none or one of more than 256 characters.
    /// </summary>
    /// <param name="attribute">The attribute to put the unit in; an integer unit arrives as text, which buckets the same.</param>
    public static EvaluationContext Received(string attribute = EvaluationContext.DefaultUnit)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        var unit = Baggage.Current.GetBaggage(Entry);
        return EvaluationContext.ForUnit(attribute, unit is { Length: <= UnitNames.LongestUnit } ? unit : null);
    }
}
