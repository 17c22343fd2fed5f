using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>When what happened or is to happen.</summary>
internal static class TimelineSection
{
    private static readonly string[] Columns = ["Day", "What"];

    public static Html Of(ShownExperiment view, IReadOnlyList<ExperimentAuditEntry> audit)
    {
        var entries = new List<(DateOnly Day, string What)> { (DayOf(view.Record.CreatedAt), "Added to the registry") };
        entries.AddRange(audit.Where(entry => entry.Action == "status")
            .Select(entry => (DayOf(entry.At), $"{entry.Before} → {entry.After}, by {ClaimedName.Shown(entry.By)}")));
        if (view.Definition.Design.Start is { } start) entries.Add((start, "Start, as designed"));
        if (view.Definition.Design.End is { } end) entries.Add((end, "End, as designed"));
        if (view.Data.LastRefresh is { } refresh) entries.Add((DayOf(refresh), "Newest data"));
        if (view.Decision.ExpectedOn is { } expected && view.IsOpen) entries.Add((expected, "A decision is expected"));
        return Html.Of($"""
            <h2 id="timeline">Timeline</h2>
            {Markup.Table("When what happened or is to happen", Columns, entries.OrderBy(entry => entry.Day).Select(entry => Html.Of(
                $"<tr><td>{Markup.Day(entry.Day)}</td><td>{entry.What}</td></tr>")))}
            """);
    }

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
