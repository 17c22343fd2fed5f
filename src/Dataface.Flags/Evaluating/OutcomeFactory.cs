using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Evaluating;

/// <summary>Makes the outcomes of one flag and gives each pair of variant and reason a counter cell.</summary>
internal sealed class OutcomeFactory(FlagDetails details)
{
    private readonly List<CounterLabel> _labels = new(capacity: 12);

    public CounterLabel[] Labels => [.. _labels];

    public FlagOutcomes OffAnswers() => new(
        Off(EvaluationReason.Killed),
        Off(EvaluationReason.Expired),
        Off(EvaluationReason.NoEnvironment),
        Off(EvaluationReason.PrerequisiteNotMet),
        Off(EvaluationReason.OutsideLayer),
        Off(EvaluationReason.NoUnit),
        Off(EvaluationReason.NoMatch),
        new Outcome { Flag = details, Reason = EvaluationReason.TypeMismatch, Cell = CellOf(details.OffVariant.Name, EvaluationReason.TypeMismatch) });

    public Outcome Make(string variant, EvaluationReason reason, string? rule, RolloutIdentity? rollout = null)
    {
        var compiled = details.VariantNamed(variant);
        return new()
        {
            Flag = details,
            Variant = compiled,
            IsOn = compiled.Boolean,
            Reason = reason,
            Rule = rule,
            Rollout = rollout,
            Arm = ArmOf(variant, rollout),
            Cell = CellOf(variant, reason),
        };
    }

    private Outcome Off(EvaluationReason reason) => Make(details.OffVariant.Name, reason, null);

    private RolloutArm ArmOf(string variant, RolloutIdentity? rollout)
    {
        if (rollout is null) return RolloutArm.None;
        return variant == details.OffVariant.Name ? RolloutArm.Control : RolloutArm.Treatment;
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
