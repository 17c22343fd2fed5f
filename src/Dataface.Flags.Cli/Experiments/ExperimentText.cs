using System.Globalization;
using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>An experiment in words.</summary>
internal static class ExperimentText
{
    /// <summary>What there is to say, each with its label; what is not given is left out.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="now">When it would start, where its document does not say so.</param>
    public static IReadOnlyList<(string Label, string Text)> Lines(ExperimentDefinition experiment, DateTimeOffset now)
    {
        var design = experiment.Design;
        (string Label, string? Text)[] lines =
        [
            ("id", experiment.Id), ("title", experiment.Title), ("owner", experiment.Owner),
            ("type", ExperimentWords.Types[experiment.Type]),
            ("status", ExperimentWords.Statuses[experiment.Status]), ("problem", experiment.Problem), ("hypothesis", experiment.Hypothesis),
            ("expected outcome", experiment.ExpectedOutcome), ("variable", string.Join(", ", experiment.Variables)),
            ("touches", string.Join(", ", experiment.Touches)),
            ("user notice", experiment.IsVisible ? experiment.UserNotice : "not visible"), ("rollback plan", experiment.RollbackPlan),
            ("approvals", string.Join("; ", experiment.Approvals.Select(Approval))), ("flag", experiment.Flag),
            ("compared", $"{string.Join(", ", design.Treatments)} with {design.Control}, {Percent(design.Exposure)} exposed"),
            ("audience", design.Audience is { } audience ? Audiences.Text(audience) : "everybody"), ("cohort", design.Cohort),
            ("layer", design.Layer),
            ("run", $"{design.Start:O} to {design.End:O}"),
            ("looks for", $"{Percent(design.MinimumDetectableEffect)} relative, power {Percent(design.Power)}, alpha "
                + $"{Percent(design.Alpha)}"),
            ("sample", Sample(experiment, now)), ("limits", string.Join("; ", MarginPlan.All(experiment).Select(plan => plan.ToString()))),
            ("success metrics", string.Join(", ", experiment.SuccessMetrics)),
            ("failure metrics", string.Join(", ", experiment.FailureMetrics)),
            ("gates", string.Join("; ", experiment.Gates.Select(Gate))),
            ("decision", experiment.Decision is { } d
                ? $"{ExperimentWords.Verdicts[d.Verdict]} on {d.On:O} by {ClaimedName.Shown(d.By)}: {d.Rationale} "
                + $"({d.Readout}){Against(d)}" : null),
            ("outcome", experiment.Outcome),
        ];
        return [.. lines.Where(l => !string.IsNullOrEmpty(l.Text)).Select(l => (l.Label, OneLine(l.Text!)))];
    }

    /// <summary>What it takes, as if nobody had been exposed yet: results are told by <c>status</c>.</summary>
    private static string? Sample(ExperimentDefinition experiment, DateTimeOffset now) => experiment.Status >= ExperimentStatus.Decided
        ? null
        : string.Join("; ", ExperimentDecision.Decide(experiment, ExperimentData.Empty, now).Samples.Select(sample => sample.Plan));

    private static string Against(DecisionRecord decision) => decision.Override is { } overridden
        ? $"; against the recommendation to {ExperimentWords.Recommended(overridden.Recommended)}: {overridden.Reason}" : "";

    private static string Approval(SignOff signOff) =>
        $"{ExperimentWords.Roles[signOff.Role]} by {signOff.Approval.By} (claimed) on {signOff.Approval.On:O} "
            + $"({signOff.Approval.Reference})";

    private static string Gate(GateRule gate) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ExperimentWords.GateRoles[gate.Role]}: {ExperimentWords.Statistics[gate.Statistic]} of {gate.Metric} "
            + $"{ExperimentWords.Comparisons[gate.Comparison]} {gate.Threshold}");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.###} %");

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
