using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Launch;
using Dataface.Flags.Experiments.Portfolio.Reporting;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Portfolio;

/// <summary>Whether the launch may happen, and what stands in its way.</summary>
internal static class LaunchPage
{
    private static readonly string[] BlockColumns = ["Item", "Owner", "What blocks"];
    private static readonly string[] RiskColumns = ["Item", "Carried by", "Risk", "Follow-up"];
    private static readonly string[] ItemColumns = ["Item", "Area", "Status", "Looked at", "Links", "Owner"];

    public static Html Of(LaunchReadiness launch) => Html.Of($"""
        <p class="lead">The launch is {Markup.Badge(LaunchText.NameOf(launch), ToneOf(launch))}</p>
        {Html.If(launch.Blocks.Count > 0, () => Markup.Table("What blocks the launch", BlockColumns, launch.Blocks.Select(Row)))}
        {Html.If(launch.Unseen.Count > 0, () => Html.Of($"""<p class="notice">{Unseen(launch.Unseen)}</p>"""))}
        {Html.If(launch.AcceptedRisks.Count > 0, () => Markup.Table("Accepted risks", RiskColumns, launch.AcceptedRisks.Select(Risk)))}
        {Html.Each(launch.Items.GroupBy(item => item.Class).OrderBy(group => group.Key), group =>
            Html.Of($"<h2>{Title(group.Key)}</h2>{Markup.Table(Title(group.Key) + " items", ItemColumns, group.Select(item =>
                Row(item, launch.Evidence[item.Id])))}"))}
        """);

    private static Tone ToneOf(LaunchReadiness launch) => launch.Verdict switch
    {
        LaunchVerdict.NotReady => Tone.Bad,
        LaunchVerdict.Ready when launch.Unseen.Count == 0 => Tone.Good,
        _ => Tone.Warning,
    };

    private static Tone ToneOf(EvidenceState state) => state switch
    {
        EvidenceState.Good => Tone.Good,
        EvidenceState.Bad => Tone.Bad,
        _ => Tone.Warning,
    };

    private static string Unseen(IReadOnlyList<LaunchItem> items) =>
        "Closed on the owners' word alone, because they name no evidence to check: "
        + $"{string.Join(", ", items.Select(item => $"{item.Title} ({item.Owner})"))}.";

    private static string Title(LaunchClass kind) => kind switch
    {
        LaunchClass.LaunchCritical => "Launch-critical",
        LaunchClass.LaunchAdjacent => "Launch-adjacent",
        _ => "Post-launch",
    };

    private static Html Row(LaunchBlock block) => Html.Of($"""
        <tr><th scope="row">{(block.Item is { } item ? item.Title : "The launch as a whole")}</th><td>{block.Item?.Owner}</td>
        <td>{block.Reason}</td></tr>
        """);

    private static Html Risk(LaunchItem item) => Html.Of($"""
        <tr><th scope="row">{item.Title}</th><td>{item.Deferral!.Owner}</td><td>{item.Deferral.Risk}</td>
        <td>{item.Deferral.FollowUp}</td></tr>
        """);

    private static Html Row(LaunchItem item, IReadOnlyList<Evidence> evidence) => Html.Of($"""
        <tr><th scope="row">{item.Title}{Html.If(item.IsHighRisk, () => Html.Of($" {Markup.Badge("high risk", Tone.Warning)}"))}</th>
        <td>{item.Area}</td><td>{Markup.Of(item.Status)}</td>
        <td>{Html.Each(evidence, seen => Html.Of($"{Markup.Badge(Markup.Of(seen.State), ToneOf(seen.State))} {seen.ToString()} "))}</td>
        <td>{Html.Each(item.Evidence, link => Html.Of($"{Links.Reference(link)} "))}</td><td>{item.Owner}</td></tr>
        """);
}
