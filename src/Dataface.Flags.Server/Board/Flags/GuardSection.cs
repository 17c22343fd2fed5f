using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.Server.Board.Plots;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>What the guard sees: the evidence of harm as it has grown, and where it would abort or has.</summary>
internal static class GuardSection
{
    private static readonly string[] SignalColumns = ["Signal", "Variant", "With it", "Without it", "Evidence of harm", "Aborts at"];

    public static Html Of(FlagView flag, IEnumerable<AuditRecord> history)
    {
        if (flag.IsAborted && history.FirstOrDefault(
            record => record.Change is { Action: StateAction.Kill, Evidence: not null })?.Change.Evidence is { } evidence)
            return Aborted(evidence);
        return Html.If(flag.Guards.Count > 0, () => Html.Of($"<h2>Guard</h2>{Html.Each(flag.Guards, Rollout)}"));
    }

    private static Html Rollout(GuardStatus status) => Html.Of($"""
        <h3>{(status.Rule is null ? "Everybody else" : $"Rule {status.Rule}")} {FlagMarkup.Health(status.Health)}</h3>
        {Html.If(status.Problem is not null, () => Html.Of($"""<p class="notice warning">{status.Problem}</p>"""))}
        {Html.If(status.Problem is null && status.Explanation is not null, () => Html.Of($"<p>{status.Explanation}</p>"))}
        {Markup.Table("What is counted in this epoch", SignalColumns, status.Signals.Select(Row))}
        {Html.If(status.Signals.Any(signal => signal.Path.Count > 1), () => Path(
            "Evidence of harm over time", [.. status.Signals.Select(signal => ($"{signal.Signal}, {signal.Variant}", signal.Path))],
                status.Signals.Max(signal => signal.Threshold)))}
        """);

    private static Html Row(GuardSignalStatus signal) => Html.Of($"""
        <tr><th scope="row">{signal.Signal}</th><td>{signal.Variant}</td><td class="number">{Markup.Count(signal.Treatment)}</td>
        <td class="number">{Markup.Count(signal.Control)}</td>
        <td class="number">{LogSpace.Text(signal.LogE)}</td><td class="number">{LogSpace.Text(signal.Threshold)}</td></tr>
        """);

    /// <summary>Computed again from the record, by the code that has decided.</summary>
    private static Html Aborted(string evidence)
    {
        if (SharedBurnRecord.Find(evidence) is { } burn) return SharedBurn(burn);
        try
        {
            var record = AbortRecord.Parse(evidence);
            var replay = GuardReplay.Run(record);
            return Html.Of($"""
                <h2>Guard</h2>
                <p>It was killed for {record.Signal}: {Markup.Count(replay.Treatment)} units with '{record.Variant}'
                against {Markup.Count(replay.Control)} without.
                The evidence came to E = {LogSpace.Text(replay.LogE)}; {LogSpace.Text(replay.Threshold)} is enough.</p>
                {Path("The evidence that has killed it", [($"{record.Signal}, {record.Variant}", replay.Path)], replay.Threshold)}
                """);
        }
        catch (FormatException error)
        {
            return Html.Of($"""<h2>Guard</h2><p class="notice warning">The evidence of the kill cannot be read: {error.Message}</p>""");
        }
    }

    private static Html SharedBurn(SharedBurnRecord burn) => Html.Of($"""
        <h2>Guard</h2>
        <p>It was killed because {(burn.Objective is { } name ? $"the objective '{name}'" : "its objective")} burned on both sides:
        {Markup.Count(burn.Failed)} of {Markup.Count(burn.Requests)} requests failed, where {Markup.Number(burn.Percent)} % must be good.
        This does not say that the flag does harm: restore it when the service is well.</p>
        """);

    private static Html Path(string title, IReadOnlyList<(string Name, IReadOnlyList<double> Path)> signals, double threshold) =>
        PlotPicture.Of(new()
        {
            Title = title,
            Description = $"Natural logarithm of E for {string.Join("; ", signals.Select(signal => signal.Name))}. At "
                + $"{Markup.Number(threshold)} the flag is killed.",
            X = new("Steps of 10 s, the last on the right", Markup.Number),
            Y = new("ln E", Markup.Number),
            Lines = [.. signals.Select(
            signal => new PlotLine(signal.Name, [.. signal.Path.Select((value, i) => new PlotPoint(i - signal.Path.Count + 1, value))]))],
            Marks = [new("kills", threshold)],
        });
}
