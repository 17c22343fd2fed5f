using Dataface.Flags.Experiments.Portfolio.Mapping;
using Dataface.Flags.Server.Board.Rendering;
using Amounts = Dataface.Flags.Experiments.Portfolio.Words;

namespace Dataface.Flags.Server.Board.Portfolio;

/// <summary>What waits for what.</summary>
internal static class MapPage
{
    public const string PicturePath = "/portfolio/map.svg";

    private static readonly BoardAddress Picture = new(PicturePath);

    private static readonly string[] BetColumns = ["Bet", "Ready in", "Range", "Critical path"];
    private static readonly string[] PrerequisiteColumns = ["Prerequisite", "Status", "Left", "Done in", "Slack", "Needs", "For", "Owner"];
    private static readonly string[] UnlockColumns = ["Finish", "Then test", "Value", "Days of work", "Value per day"];

    public static Html Of(PortfolioMap map) => Html.Of($"""
        <h2>Start this week</h2>
        {(map.ThisWeek.Count == 0 ? Html.Of($"<p>Nothing: everything that matters has begun or is waiting.</p>") : Html.Of(
            $"<ul>{Html.Each(map.ThisWeek, Start)}</ul>"))}
        <h2>The map</h2>
        <a href="{Picture}"><img class="map" src="{Picture}"
            alt="Prerequisites on the left, bets on the right, an arrow from each to what waits for it. The tables below say the same.
            Opens in its own size."></a>
        {Markup.Table("When each bet can be tested", BetColumns, map.Bets.Select(Row))}
        {Markup.Table("Prerequisites, each after what it needs", PrerequisiteColumns, map.Prerequisites.Select(Row))}
        {Html.If(map.Unlocks.Count > 0, () => Markup.Table("What unlocks most for each day of "
            + "work", UnlockColumns, map.Unlocks.Select(Row)))}
        {Html.If(map.Speculative.Count > 0, () => Markup.Table("Speculative: nothing waits for these "
            + "yet", PrerequisiteColumns, map.Speculative.Select(Row)))}
        """);

    private static Html Start(MappedPrerequisite start) => Html.Of($"""
        <li><strong>{start.Prerequisite.Title}</strong> ({start.Prerequisite.Owner}):
            {(start.IsCritical ? "every day of delay delays a bet" : $"slack {Amounts.Days(start.Slack ?? 0)}")}</li>
        """);

    private static Html Row(MappedBet bet) => Html.Of($"""
        <tr><th scope="row">{bet.Bet.Title}</th><td>{Amounts.Days(bet.Ready)}</td>
            <td>{Amounts.Days(bet.ReadyRange.From)} to {Amounts.Days(bet.ReadyRange.To)}</td>
        <td>{(bet.CriticalPath.Count == 0 ? "can start today" : string.Join(" → ", bet.CriticalPath))}</td></tr>
        """);

    private static Html Row(MappedPrerequisite row) => Html.Of($"""
        <tr><th scope="row">{row.Prerequisite.Title} <code>{row.Prerequisite.Id}</code></th><td>{Markup.Of(row.Prerequisite.Status)}</td>
            <td>{Amounts.Days(row.Remaining.From)} to {Amounts.Days(row.Remaining.To)}</td>
        <td>{Amounts.Days(row.EarliestFinish)}</td>
            <td>{(row.IsCritical ? Markup.Badge("critical", Tone.Bad) : Html.Of($"{(
                row.Slack is { } slack ? Amounts.Days(slack) : "–")}"))}</td>
        <td>{string.Join(", ", row.Prerequisite.Needs)}</td><td>{(row.Bets.Count == 0 ? "no open bet" : string.Join(", ", row.Bets))}</td>
            <td>{row.Prerequisite.Owner}</td></tr>
        """);

    private static Html Row(UnlockStep step) => Html.Of($"""
        <tr><td>{string.Join(", ", step.Prerequisites)}</td><td>{string.Join(", ", step.Bets)}</td>
            <td class="number">{Amounts.Money(step.Value)}</td>
        <td class="number">{Amounts.Days(step.Days)}</td><td class="number">{Amounts.Money(step.ValuePerDay)}</td></tr>
        """);
}
