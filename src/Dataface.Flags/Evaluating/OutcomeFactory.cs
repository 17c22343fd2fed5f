using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags.Evaluating;

/// <summary>Makes the outcomes of one flag and gives each pair of variant and reason a counter cell.</summary>
internal sealed class OutcomeFactory
{
    private readonly FlagDetails _details;
    private readonly List<Func<Outcome, OutcomeObserver?>> _watches = [];
    private readonly List<CounterLabel> _labels;

    /// <param name="details">The flag.</param>
    /// <param name="watchers">Are asked whether they watch an outcome.</param>
    /// <param name="labels">What the flag's cells count, once that is settled.</param>
    public OutcomeFactory(FlagDetails details, EvaluationWatcher[] watchers, CounterLabel[]? labels = null)
    {
        _labels = labels is null ? new(capacity: 12) : [.. labels];
        _details = details;
        foreach (var watcher in watchers)
        {
            if (watcher.Watch(details) is { } watch) _watches.Add(watch);
        }
    }

    /// <summary>What the outcomes so far, and the off answers, count as.</summary>
    public CounterLabel[] Labels
    {
        get
        {
            foreach (var reason in FlagOutcomes.Reasons) CellOf(_details.OffVariant.Name, reason);
            return [.. _labels];
        }
    }

    /// <summary>The answer of a flag that is off for a reason that has nothing to do with a rule.</summary>
    public Outcome Off(EvaluationReason reason) => reason != EvaluationReason.TypeMismatch
        ? Make(_details.OffVariant.Name, reason, null)
        : Watched(new Outcome { Flag = _details, Reason = reason, Cell = CellOf(_details.OffVariant.Name, reason) });

    /// <param name="isDesigned">Whether the rollout was designed to give this variant, be it the off variant; only such outcomes can be
    /// exposures.</param>
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
