using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>A primary metric: what there is of it, and when it may be looked at.</summary>
internal sealed class PrimaryMetric
{
    private readonly ExperimentEvidence _evidence;
    private readonly Comparison[] _comparisons;

    public PrimaryMetric(ExperimentEvidence evidence, string name)
    {
        (_evidence, Name, Evidence) = (evidence, name, evidence[name]);
        Planned = evidence.Planned(name);
        var once = evidence.Design.Test == TestKind.Fixed ? Planned : null;
        var strata = Evidence?.Strata(once) ?? [.. evidence.Arms.Select(_ => new Strata([]))];
        Sums = strata.Length > 1 ? [strata[1].Control, .. strata[1..].Select(s => s.Treatment)] : new SampleStatistics[strata.Length];
        IsPlanReached = Planned is not null && MetricEvidence.Reaches(Sums, Planned);
        IsOver = Evidence is not null && evidence.IsOver(Evidence);
        _comparisons = [.. strata.Select((s, arm) => Statistics.Comparison.Of(s, Procedure(arm)))];
    }

    /// <summary>All of an experiment, by name.</summary>
    public static IReadOnlyDictionary<string, PrimaryMetric> All(ExperimentEvidence evidence) => evidence.Definition.SuccessMetrics
        .Distinct(StringComparer.Ordinal).ToDictionary(m => m, m => new PrimaryMetric(evidence, m), StringComparer.Ordinal);

    public string Name { get; }

    /// <summary>The α of all rules together.</summary>
    public double Alpha => _evidence.Design.Alpha;

    public MetricEvidence? Evidence { get; }

    /// <summary>The planned units of each arm; null where there is no plan.</summary>
    public IReadOnlyList<double>? Planned { get; }

    /// <summary>Control and the treatments. At a fixed horizon no more than the planned sample: the one look must stay the same.</summary>
    public SampleStatistics[] Sums { get; }

    public bool IsPlanReached { get; }

    public bool IsOver { get; }

    /// <summary>Whether no further look is planned.</summary>
    public bool IsFinal => IsPlanReached || IsOver;

    public bool IsDecrease => GateRules.IsDecrease(_evidence.Definition, Name);

    public bool IsFresh => Evidence is not null && FreshnessGate.StateOf(_evidence, Evidence) == GateState.Pass;

    /// <summary>A treatment against control.</summary>
    public Comparison Comparison(int arm) => _comparisons[arm];

    /// <summary>At a fixed horizon before its one look: an interval that nobody can be misled by.</summary>
    private TestProcedure Procedure(int arm)
    {
        var alpha = _evidence.Design.Alpha / DesignRequests.Comparisons(_evidence.Definition);
        return _evidence.Design.Test == TestKind.Fixed && IsFinal
            ? TestProcedure.FixedHorizon(alpha)
            : TestProcedure.Sequential(_evidence.TightestAt(Name, arm), alpha);
    }

    /// <summary>Whether it may decide now.</summary>
    public bool MayBeJudged => IsFinal || _evidence.Design.Test == TestKind.Sequential;

    /// <summary>
    /// A metric whose one look is still to come shows no difference, interval or p-value anywhere: whoever sees one is tempted to decide
    /// by it.
    /// </summary>
    public bool IsBlind => !MayBeJudged;

    /// <summary>Whether a treatment made it worse, beyond chance.</summary>
    public bool IsHarmed(int arm)
    {
        if (!MayBeJudged) return false;
        var comparison = Comparison(arm);
        return (IsDecrease ? comparison.PAbove(Contrast.Zero) : comparison.PBelow(Contrast.Zero)) <= comparison.Procedure.Alpha;
    }
}
