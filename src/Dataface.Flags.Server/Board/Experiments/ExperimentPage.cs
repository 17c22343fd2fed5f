using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>One experiment: what it is about, what to do, and everything that this rests on.</summary>
internal static class ExperimentPage
{
    private static readonly string[] RefreshColumns = ["Began", "Ended", "Status", "Rows", "Error"];
    private static readonly string[] AuditColumns = ["When", "What", "By", "Reason", "Before", "After"];

    /// <param name="view">The experiment.</param>
    /// <param name="audit">What was done to it.</param>
    /// <param name="refreshes">The loads of its data.</param>
    /// <param name="environment">Where its flag is looked at.</param>
    /// <param name="mayOperate">Whether whoever looks may take it a step on.</param>
    public static Html Of(
        ShownExperiment view, IReadOnlyList<ExperimentAuditEntry> audit, IReadOnlyList<RefreshEntry> refreshes, string environment,
        bool mayOperate) => Html.Of($"""
        <p class="lead">{view.Definition.Hypothesis}</p>
        {DecisionSection.Of(view)}
        {ActionSection.Of(view, mayOperate)}
        {Html.Each(view.Warnings, warning => Html.Of($"""<p class="notice warning">{warning}</p>"""))}
        <dl class="facts">{Facts(view, environment)}</dl>
        {DecisionSection.Gates(view)}
        {FlagSection.Of(view, environment)}
        {TimelineSection.Of(view, audit)}
        {ExposureSection.Of(view)}
        {MetricSections.Of(view)}
        <h2>Loads of data</h2>
        {(refreshes.Count == 0 ? Html.Of(
            $"<p>None is recorded.</p>") : Markup.Table("The last loads of this experiment's data, newest "
                + "first", RefreshColumns, refreshes.Select(Row)))}
        <h2>Audit</h2>
        {Markup.Table("What was done to this experiment, newest first", AuditColumns, audit.Reverse().Select(Row))}
        """);

    private static Html Facts(ShownExperiment view, string environment)
    {
        var (definition, design) = (view.Definition, view.Definition.Design);

        // What has come of the plan stands with the recommendation.
        var plans = view.Record.Status < ExperimentStatus.Running ? view.Decision.Samples : [];
        return Html.Of($"""
            {Markup.Fact("Status", ExperimentMarkup.Status(view.Record.Status))}
            {Markup.Fact("Owner", view.Record.Owner)}
            {Markup.Fact("Type", Markup.Of(definition.Type))}
            {Html.If(definition.Flag is not null, () => Markup.Fact("Flag",
                Html.Of($"""<a href="{Links.Flag(environment, definition.Flag!)}">{definition.Flag}</a>""")))}
            {Markup.Fact("Compares", $"{string.Join(", ", design.Treatments)} with {design.Control}")}
            {Markup.Fact("Takes part",
                $"{Markup.Fraction(design.Exposure)} of {(design.Cohort is { } cohort ? cohort : "everybody eligible")}")}
            {Markup.Fact("Looks for", LooksFor(design))}
            {Html.Each(plans, sample => Markup.Fact("Sample", sample.Plan))}
            {Html.Each(MarginPlan.All(definition), plan => Markup.Fact("Limit", plan.ToString()))}
            {Html.If(definition.Problem.Length > 0, () => Markup.Fact("Problem", definition.Problem))}
            {Html.If(definition.ExpectedOutcome.Length > 0, () => Markup.Fact("Expected", definition.ExpectedOutcome))}
            {Html.If(definition.RollbackPlan.Length > 0, () => Markup.Fact("Rollback", definition.RollbackPlan))}
            {Html.Each(definition.Approvals, signOff => Markup.Fact($"Approved ({Markup.Of(signOff.Role)})", Claim(signOff.Approval)))}
            """);
    }

    private static string LooksFor(ExperimentDesign design) =>
        $"{Markup.Lift(design.MinimumDetectableEffect)}, power {Markup.Fraction(design.Power)}, "
        + $"α {Markup.Fraction(design.Alpha)}, {Markup.Of(design.Test)} test";

    private static Html Claim(Approval approval) =>
        Html.Of($"{approval.By}, as its document claims, on {Markup.Day(approval.On)}: {Links.Reference(approval.Reference)}");

    private static Html Row(RefreshEntry entry) => Html.Of($"""
        <tr><td>{Markup.Time(entry.StartedAt)}</td><td>{(entry.FinishedAt is { } end ? Markup.Time(end) : Html.Of($"–"))}</td>
        <td>{Markup.Badge(Markup.Of(entry.Status), entry.Status == RefreshStatus.Failed ? Tone.Bad : Tone.Quiet)}</td>
        <td class="number">{Markup.Count(entry.Rows)}</td><td>{entry.Error}</td></tr>
        """);

    private static Html Row(ExperimentAuditEntry entry) => Html.Of($"""
        <tr><td>{Markup.Time(entry.At)}</td><td>{entry.Action}</td><td>{ClaimedName.Shown(entry.By)}</td><td>{entry.Reason}</td>
        <td>{Cut(entry.Before)}</td><td>{Cut(entry.After)}</td></tr>
        """);

    /// <summary>A whole document before and after is for a diff, not for a cell.</summary>
    private static string? Cut(string? text) => text is { Length: > 200 } ? text[..200] + " …" : text;
}
