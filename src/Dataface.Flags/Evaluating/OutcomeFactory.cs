using Dataface.Flags.Documents;
using Dataface.Flags.Exposures;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Evaluating;

/// <summary>Makes the outcomes of one flag and gives each pair of variant and reason a counter cell.</summary>
internal sealed class OutcomeFactory
{
    private readonly FlagDetails _details;
    private readonly EvaluationWatch? _watch;
    private readonly bool _hasEvents;
    private readonly bool _hasExposures;
    private readonly EvaluationSampler? _sampler;
    private readonly List<CounterLabel> _labels;

    /// <param name="labels">What the flag's cells count, once that is settled.</param>
    public OutcomeFactory(FlagDetails details, EvaluationWatch? watch, CounterLabel[]? labels = null)
    {
        _labels = labels is null ? new(capacity: 12) : [.. labels];
        _details = details;
        _watch = watch;
        _hasEvents = watch?.Events?.Includes(details.Key, out _sampler) == true;
        _hasExposures = watch?.Exposures?.Includes(details.Definition) == true;
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
    public Outcome Off(EvaluationReason reason)
    {
        if (reason != EvaluationReason.TypeMismatch) return Make(_details.OffVariant.Name, reason, null);
        return new()
        {
            Flag = _details,
            Reason = reason,
            Event = EventOf(null, reason),
            Cell = CellOf(_details.OffVariant.Name, reason),
        };
    }

    /// <param name="isDesigned">Whether the rollout was designed to give this variant, be it the off variant; only such outcomes can be exposures.</param>
    public Outcome Make(string variant, EvaluationReason reason, string? rule, RolloutIdentity? rollout = null, bool isDesigned = true)
    {
        var arm = ArmOf(variant, rollout);
        var log = EventOf(variant, reason);
        var exposure = isDesigned ? ExposureOf(variant, rollout, arm) : null;
        var compiled = _details.VariantNamed(variant);
        return new()
        {
            Flag = _details,
            Variant = compiled,
            IsOn = compiled.Boolean,
            Reason = reason,
            Rule = rule,
            Rollout = rollout,
            Arm = arm,
            Event = log,
            Exposure = exposure,
            IsWatched = _details.Definition.Guard is not null || reason == EvaluationReason.NoUnit || log is not null
                || exposure is not null,
            Cell = CellOf(variant, reason),
        };
    }

    private EvaluationEvent? EventOf(string? variant, EvaluationReason reason) =>
        _hasEvents ? _watch!.Events!.For(_details, variant, reason, _sampler) : null;

    /// <summary>Units that a rollout gives the off variant are control, and exposures where the flag is an experiment.</summary>
    private ExposureTarget? ExposureOf(string variant, RolloutIdentity? rollout, RolloutArm arm)
    {
        if (!_hasExposures || rollout is null) return null;
        if (arm == RolloutArm.Control && _details.Definition.Kind != FlagKind.Experiment) return null;
        return new ExposureTarget(_watch!.Exposures!, _details.Key, variant, rollout, arm);
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
