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
    public static Html Of(
        ShownExperiment view, IReadOnlyList<ExperimentAuditEntry> audit, IReadOnlyList<RefreshEntry> refreshes, string environment) => Html.Of($"""
        <p class="lead">{view.Definition.Hypothesis}</p>
        {DecisionSection.Of(view)}
        {Html.Each(view.Warnings, warning => Html.Of($"""<p class="notice warning">{warning}</p>"""))}
        <dl class="facts">{Facts(view, environment)}</dl>
        {DecisionSection.Gates(view)}
        {TimelineSection.Of(view, audit)}
        {ExposureSection.Of(view)}
        {MetricSections.Of(view)}
        <h2>Loads of data</h2>
        {(refreshes.Count == 0 ? Html.Of($"<p>None is recorded.</p>") : PageWords.Table("The last loads of this experiment's data, newest first", RefreshColumns, refreshes.Select(Row)))}
        <h2>Audit</h2>
        {PageWords.Table("What was done to this experiment, newest first", AuditColumns, audit.Reverse().Select(Row))}
        """);

    private static Html Facts(ShownExperiment view, string environment)
    {
        var (definition, design) = (view.Definition, view.Definition.Design);
        return Html.Of($"""
            {PageWords.Fact("Status", ExperimentPageWords.Status(view.Record.Status))}
            {PageWords.Fact("Owner", view.Record.Owner)}
            {PageWords.Fact("Type", PageWords.Of(definition.Type))}
            {Html.If(definition.Flag is not null, () => PageWords.Fact("Flag", Html.Of($"""<a href="{Links.Flag(environment, definition.Flag!)}">{definition.Flag}</a>""")))}
            {PageWords.Fact("Compares", $"{string.Join(", ", design.Treatments)} with {design.Control}")}
            {PageWords.Fact("Takes part", $"{PageWords.Fraction(design.Exposure)} of {(design.Cohort is { } cohort ? cohort : "everybody eligible")}")}
            {PageWords.Fact("Looks for", $"{PageWords.Lift(design.MinimumDetectableEffect)}, power {PageWords.Fraction(design.Power)}, α {PageWords.Fraction(design.Alpha)}, {PageWords.Of(design.Test)} test")}
            {Html.If(definition.Problem.Length > 0, () => PageWords.Fact("Problem", definition.Problem))}
            {Html.If(definition.ExpectedOutcome.Length > 0, () => PageWords.Fact("Expected", definition.ExpectedOutcome))}
            {Html.If(definition.RollbackPlan.Length > 0, () => PageWords.Fact("Rollback", definition.RollbackPlan))}
            {Html.Each(definition.Approvals, signOff => PageWords.Fact($"Approved ({PageWords.Of(signOff.Role)})", Html.Of($"by {signOff.Approval.By} on {PageWords.Day(signOff.Approval.On)}: {Links.Reference(signOff.Approval.Reference)}")))}
            """);
    }

    private static Html Row(RefreshEntry entry) => Html.Of($"""
        <tr><td>{PageWords.Time(entry.StartedAt)}</td><td>{(entry.FinishedAt is { } end ? PageWords.Time(end) : Html.Of($"–"))}</td>
        <td>{PageWords.Badge(PageWords.Of(entry.Status), entry.Status == RefreshStatus.Failed ? Tone.Bad : Tone.Quiet)}</td><td class="number">{PageWords.Count(entry.Rows)}</td><td>{entry.Error}</td></tr>
        """);

    private static Html Row(ExperimentAuditEntry entry) => Html.Of($"""
        <tr><td>{PageWords.Time(entry.At)}</td><td>{entry.Action}</td><td>{entry.By}</td><td>{entry.Reason}</td><td>{Cut(entry.Before)}</td><td>{Cut(entry.After)}</td></tr>
        """);

    /// <summary>A whole document before and after is for a diff, not for a cell.</summary>
    private static string? Cut(string? text) => text is { Length: > 200 } ? text[..200] + " …" : text;
}
