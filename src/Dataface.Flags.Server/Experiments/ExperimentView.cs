using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Deciding;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Words = Dataface.Flags.Experiments.Documents.Reading.ExperimentWords;

namespace Dataface.Flags.Server.Experiments;

/// <summary>An experiment with its data and what they come to. Immutable; thread-safe.</summary>
internal sealed record ExperimentView
{
    private readonly Lazy<IReadOnlyList<KpiAnswer>> _kpis;
    private readonly Lazy<IReadOnlyList<(DateOnly Day, IReadOnlyList<MetricReadout> Readouts)>> _history;

    /// <param name="record">The experiment.</param>
    /// <param name="definition">What it is decided by.</param>
    /// <param name="data">Its data.</param>
    /// <param name="now">The time of the decision.</param>
    /// <param name="flag">How its flag stands; null without one.</param>
    public ExperimentView(ExperimentRecord record, ExperimentDefinition definition, HashedData data, DateTimeOffset now, FlagCourse? flag)
    {
        (Record, Definition, Data, Flag) = (record, definition, data.Rows, flag);

        // Before it runs its flag is nobody's concern, and what is decided rests on what was then.
        Decision = ExperimentDecision.DecideOn(definition, data, now, null, record.Status == ExperimentStatus.Running ? flag : null);
        var control = definition.Design.Control;
        _kpis = new(() => [.. definition.Metrics.Select(metric => KpiAnswer.Of(metric.Name, control, Decision, data.Rows))]);
        _history = new(() => [.. ReadoutHistory.Of(definition, data, now)]);
    }

    public ExperimentRecord Record { get; init; }

    public ExperimentDefinition Definition { get; }

    public ExperimentData Data { get; }

    public FlagCourse? Flag { get; }

    public Decision Decision { get; }

    /// <summary>How the readouts came about, day by day; worked out when it is asked for.</summary>
    public IReadOnlyList<(DateOnly Day, IReadOnlyList<MetricReadout> Readouts)> History => _history.Value;

    /// <param name="warnings">What does not fit together.</param>
    public ExperimentAnswer Answer(IReadOnlyList<string> warnings) => new(
        Record.Id, Record.Name, Record.Hypothesis, Record.Owner, Record.CreatedAt, Words.Statuses[Record.Status], Record.Version,
        Record.Definition is not null,
        DecisionCodec.Word(Decision.Recommendation), Data.LastRefresh, _kpis.Value, [.. Decision.Gates.Select(Gate)],
        [.. Data.Exposures.GroupBy(e => e.Variant, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new ExposureAnswer(g.Key, g.Sum(e => e.Units)))],
        Data.ExcludedUnits, Record.Decision is { } decided ? Verdict(decided) : null, warnings);

    /// <summary>What is registered of an experiment whose data cannot be read.</summary>
    public static ExperimentAnswer Answer(ExperimentRecord record, string warning) => new(
        record.Id, record.Name, record.Hypothesis, record.Owner, record.CreatedAt, Words.Statuses[record.Status], record.Version,
            record.Definition is not null,
        DecisionCodec.Word(Recommendation.Wait), null, [], [], [], 0, record.Decision is { } decided ? Verdict(decided) : null, [warning]);

    private static GateAnswer Gate(GateResult gate) => new(gate.Code, gate.Name, DecisionCodec.Word(gate.State), gate.Metric, gate.Variant);

    private static VerdictAnswer Verdict(DecisionRecord decision) =>
        new(Words.Verdicts[decision.Verdict], decision.On, decision.By, decision.Readout, decision.Rationale,
            decision.Override is { } overridden ? new(Words.Recommended(overridden.Recommended), overridden.Reason) : null);
}
