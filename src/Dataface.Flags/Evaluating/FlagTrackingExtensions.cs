namespace Dataface.Flags;

/// <summary>Says what became of the users that flags decided for.</summary>
public static class FlagTrackingExtensions
{
    /// <summary>
    /// Says that something happened to a user, such as a purchase. It goes where exposures go, with the same unit: the user's id, or
    /// whatever the recorded flags bucket by. Never throws, never blocks, and does nothing where no sink takes tracked events
    /// (<see cref="FlagClientOptions.AddExposureSink"/>, <see cref="FlagClientOptions.AddTrackedEventSink"/>). What no event can carry is
    /// dropped, counted, and logged once. Thread-safe.
    /// </summary>
    /// <param name="flags">The flags; those of a request know its context.</param>
    /// <param name="name">What happened, such as <c>order_placed</c>: 1 to 200 characters, none of them a control character.</param>
    /// <param name="context">To whom; null for <see cref="IFlags.Context"/>.</param>
    /// <param name="value">
    /// How much, such as the amount of a purchase: 0, or from 10⁻¹⁵ to 10¹⁵ in size. Null where events are only counted.
    /// </param>
    public static void Track(this IFlags flags, string name, EvaluationContext? context = null, double? value = null)
    {
        ArgumentNullException.ThrowIfNull(flags);
        flags.Pin().Track(name, context ?? flags.Context, value);
    }
}
