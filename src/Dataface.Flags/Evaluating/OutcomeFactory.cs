using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags.Evaluating;

/// <summary>Makes the outcomes of one flag and gives each pair of variant and reason a counter cell.</summary>
internal sealed class OutcomeFactory
{
    private readonly FlagDetails _details;
    private readonly List<Func<Outcome, OutcomeObserver?>> _watches = [];
    private readonly List<CounterLabel> _labels = new(capacity: 12);

    public OutcomeFactory(FlagDetails details, EvaluationWatcher[] watchers)
    {
        _details = details;
        foreach (var watcher in watchers)
        {
            if (watcher.Watch(details) is { } watch) _watches.Add(watch);
        }
    }

    public CounterLabel[] Labels => [.. _labels];

    public FlagOutcomes OffAnswers() => new(
        Off(EvaluationReason.Killed),
        Off(EvaluationReason.Expired),
        Off(EvaluationReason.NoEnvironment),
        Off(EvaluationReason.PrerequisiteNotMet),
        Off(EvaluationReason.OutsideLayer),
        Off(EvaluationReason.NoUnit),
        Off(EvaluationReason.NoMatch),
        Watched(new Outcome
        {
            Flag = _details,
            Reason = EvaluationReason.TypeMismatch,
            Cell = CellOf(_details.OffVariant.Name, EvaluationReason.TypeMismatch),
        }));

    /// <param name="isDesigned">Whether the rollout was designed to give this variant, be it the off variant; only such outcomes can be exposures.</param>
    public Outcome Make(string variant, EvaluationReason reason, string? rule, RolloutIdentity? rollout = null, bool isDesigned = true)
    {
        var compiled = _details.VariantNamed(variant);
        return Watched(new()
        {
            Flag = _details,
            Variant = compiled,
            IsOn = compiled.Boolean,
            Reason = reason,
            Rule = rule,
            Rollout = rollout,
            Arm = ArmOf(variant, rollout),
            IsDesigned = isDesigned,
            Cell = CellOf(variant, reason),
        });
    }

    private Outcome Watched(Outcome outcome)
    {
        List<OutcomeObserver>? observers = null;
        foreach (var watch in _watches)
        {
            if (watch(outcome) is { } observer) (observers ??= []).Add(observer);
        }

        return observers is null ? outcome : outcome with { Observers = [.. observers] };
    }

    private Outcome Off(EvaluationReason reason) => Make(_details.OffVariant.Name, reason, null);

    private RolloutArm ArmOf(string variant, RolloutIdentity? rollout)
    {
        if (rollout is null) return RolloutArm.None;
        return variant == _details.OffVariant.Name ? RolloutArm.Control : RolloutArm.Treatment;
    }

    private int CellOf(string variant, EvaluationReason reason)
    {
        var label = new CounterLabel(variant, reason);
        var cell = _labels.IndexOf(label);
        if (cell >= 0) return cell;
        _labels.Add(label);
        return _labels.Count - 1;
    }
}
