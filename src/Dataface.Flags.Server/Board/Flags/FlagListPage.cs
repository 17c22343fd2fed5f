using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Usage;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>All flags of an environment.</summary>
internal static class FlagListPage
{
    private static readonly string[] Columns = ["Flag", "State", "Rollout", "Guard", "Owner", "Expires"];

    public static Html Of(
        string environment, IReadOnlyList<string> environments, IReadOnlyList<FlagView> flags, EnvironmentUsage? usage) => Html.Of($"""
        {Html.If(environments.Count > 1, () => Environments(environment, environments))}
        {(flags.Count == 0 ? Html.Of(
            $"<p>There are no flags yet. <code>PUT /api/flags</code> publishes a "
            + $"document.</p>") : Markup.Table(Caption(environment, flags), Columns, flags.Select(flag => Row(environment, flag))))}
        {UsageSection.Unknown(usage)}
        """);

    private static string Caption(string environment, IReadOnlyList<FlagView> flags) =>
        $"{flags.Count} flags in {environment}, {flags.Count(flag => flag.Standing == FlagStanding.Killed)} of them killed";

    private static Html Environments(string current, IReadOnlyList<string> environments) => Html.Of($"""
        <nav aria-label="Environments"><p>{Html.Each(environments, environment => environment == current
            ? Html.Of($"""<a class="button" href="{Links.Flags(environment)}" aria-current="page"><strong>{environment}</strong></a> """)
            : Html.Of($"""<a class="button" href="{Links.Flags(environment)}">{environment}</a> """))}</p></nav>
        """);

    private static Html Row(string environment, FlagView flag) => Html.Of($"""
        <tr><th scope="row"><a href="{Links.Flag(environment, flag.Key)}">{flag.Key}</a></th>
        <td>{FlagMarkup.Standing(flag)}</td><td>{FlagMarkup.Rollout(flag)}</td><td>{FlagMarkup.Guard(flag)}</td>
        <td>{flag.Definition.Owner}</td><td>{FlagMarkup.Expiry(flag)}</td></tr>
        """);
}
