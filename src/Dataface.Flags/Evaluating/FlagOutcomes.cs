using Dataface.Flags.Evaluating.Counting;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Evaluating;

/// <summary>
/// The off answers that every flag can give. Most flags never give most of them, so each is made when it is first needed; later
/// evaluations find it. Thread-safe.
/// </summary>
internal sealed class FlagOutcomes(FlagDetails details, EvaluationWatcher[] watchers, CounterLabel[] labels)
{
    private Outcome?[]? _made;

    /// <summary>The reasons of these answers.</summary>
    public static IReadOnlyList<EvaluationReason> Reasons => Places;

    public Outcome Killed => Of(0);

    public Outcome Expired => Of(1);

    public Outcome NoEnvironment => Of(2);

    public Outcome PrerequisiteNotMet => Of(3);

    public Outcome OutsideLayer => Of(4);

    public Outcome NoUnit => Of(5);

    public Outcome NoMatch => Of(6);

    public Outcome TypeMismatch => Of(7);

    private static EvaluationReason[] Places { get; } =
    [
        EvaluationReason.Killed, EvaluationReason.Expired, EvaluationReason.NoEnvironment, EvaluationReason.PrerequisiteNotMet,
        EvaluationReason.OutsideLayer, EvaluationReason.NoUnit, EvaluationReason.NoMatch, EvaluationReason.TypeMismatch,
    ];

    private Outcome Of(int place) =>
        Volatile.Read(ref _made) is { } made && Volatile.Read(ref made[place]) is { } outcome ? outcome : Make(place);

    private Outcome Make(int place)
    {
        // Of two threads that make the same, one wins, so that an answer is one object.
        var made = _made ?? Interlocked.CompareExchange(ref _made, new Outcome?[Places.Length], null) ?? _made;
        var outcome = new OutcomeFactory(details, watchers, labels).Off(Places[place]);
        return Interlocked.CompareExchange(ref made[place], outcome, null) ?? outcome;
    }
}
