using System.Globalization;
using System.Text;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts.Gates;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// An experiment's readout as a Markdown document, to live beside the code. Pure functions, safe for any number of threads.
/// </summary>
public static class ExperimentReport
{
    /// <summary>Owner, hypothesis, dates, metrics, gates, decision and outcome; the same for the same experiment and decision.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="decision">What the data show.</param>
    public static string Write(ExperimentDefinition experiment, Decision decision)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(decision);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {experiment.Title}\n\n**{decision.Sentence}**\n\n");
        Table(page, "About", ["", ""], About(experiment));
        Section(page, "Problem", experiment.Problem);
        Section(page, "Hypothesis", experiment.Hypothesis);
        Section(page, "Expected outcome", experiment.ExpectedOutcome);
        Table(page, "Metrics", ["Metric", "Role", "Variant", "Control", "Treatment", "Relative change", "Interval", "p, adjusted"],
            decision.Readouts.Select(Row));
        page.Append(Counted(experiment, decision));
        if (decision.Samples.Count > 0) Section(page, "Sample", string.Join("\n", decision.Samples.Select(sample => $"- {sample}")));
        Table(page, "Gates", ["Gate", "State", "Why"],
            decision.Gates.Select(g => new[] { g.Name, DecisionCodec.Word(g.State), g.Explanation }));
        Section(page, "Decision", Decided(experiment, decision));
        Section(page, "Outcome", experiment.Outcome ?? "Not known yet.");
        Section(page, "Rollback plan", experiment.RollbackPlan);
        page.Append(CultureInfo.InvariantCulture, $"Evidence `{decision.EvidenceHash}`, looked at {decision.At.UtcDateTime:u}.\n");
        return page.ToString();
    }

    private static IEnumerable<string[]> About(ExperimentDefinition experiment)
    {
        var design = experiment.Design;
        yield return ["Experiment", $"`{experiment.Id}`"];
        yield return ["Owner", experiment.Owner];
        yield return ["Status", ExperimentWords.Statuses[experiment.Status]];
        yield return ["Flag", $"`{experiment.Flag}`"];
        yield return ["Dates", FormattableString.Invariant($"{design.Start:O} to {design.End:O}")];
        yield return ["Compared", $"{string.Join(", ", design.Treatments)} with {design.Control}"];
        yield return ["What changes", string.Join(", ", experiment.Variables)];
        yield return
        [
            "Looked for",
            $"{Wording.Share(design.MinimumDetectableEffect)} relative, power {Wording.Share(design.Power)}, α "
                + $"{Wording.Share(design.Alpha)}, {ExperimentWords.Tests[design.Test]}",
        ];
        foreach (var approval in experiment.Approvals)
        {
            yield return ["Approval",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ExperimentWords.Roles[approval.Role]}: {approval.Approval.By} (claimed by the document), "
                    + $"{approval.Approval.On:O}, {approval.Approval.Reference}")];
        }
    }

    /// <summary>Which units the figures of the table are of.</summary>
    private static string Counted(ExperimentDefinition experiment, Decision decision)
    {
        var lines = experiment.Metrics.Where(m => decision.Readouts.Any(r => r.Metric == m.Name)).Select(metric =>
        {
            var readouts = decision.Readouts.Where(r => r.Metric == metric.Name).ToList();
            return $"- {metric.Name}: {FigureText.OfWindow(metric, experiment.Design, decision.At)}{FigureText.OfLeftOut(readouts)}\n";
        });
        return string.Concat(lines) is { Length: > 0 } text ? $"{text}\n" : "";
    }

    private static string[] Row(MetricReadout readout) =>
    [
        readout.Metric, RoleWord(readout.Role), readout.Variant, Wording.Value(readout.Control), Wording.Value(readout.Treatment),
        readout.Relative.IsComputed ? Wording.Lift(readout.Relative.Point) : ReasonText.Words(readout.Relative.Reason),
        readout.Relative.IsComputed ? Bounds.Interval(readout.Relative, EffectScale.Relative, 0) : "",
        readout.Absolute.IsComputed ? Wording.PValue(readout.AdjustedPValue) : "",
    ];

    private static string RoleWord(MetricRole role) =>
        role switch { MetricRole.Primary => "success", MetricRole.Guardrail => "guardrail", _ => "besides" };

    private static string Decided(ExperimentDefinition experiment, Decision decision) => experiment.Decision is { } made
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"**{ExperimentWords.Verdicts[made.Verdict]}** on {made.On:O} by {ClaimedName.Shown(made.By)}: {made.Rationale}\n\n"
            + $"{Recommended(made, decision)}")
        : $"Not made yet. Recommended is **{DecisionCodec.Word(decision.Recommendation)}**.";

    private static string Recommended(DecisionRecord made, Decision decision) => made.Override is { } overridden
        ? $"This overrides the recommendation, which was **{ExperimentWords.Recommended(overridden.Recommended)}**: {overridden.Reason}"
        : $"Recommended was {DecisionCodec.Word(decision.Recommendation)}.";

    private static void Section(StringBuilder page, string title, string text) =>
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{text.Trim()}\n\n");

    private static void Table(StringBuilder page, string title, string[] columns, IEnumerable<string[]> rows)
    {
        page.Append(CultureInfo.InvariantCulture,
            $"## {title}\n\n| {string.Join(" | ", columns)} |\n|{string.Concat(Enumerable.Repeat("---|", columns.Length))}\n");
        foreach (var row in rows) page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(Cell))} |\n");
        page.Append('\n');
    }

    /// <summary>A cell is one line, and a bar would end it.</summary>
    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Trim();
}
