using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Instances;

namespace Dataface.Flags.Server.Board.Instances;

/// <summary>Who follows an environment, and who is not up to date.</summary>
internal static class FleetPage
{
    /// <summary>How many are listed; those that are not up to date come first.</summary>
    private const int MostListed = 500;

    private static readonly string[] ServiceColumns = ["Service", "Version", "Instances", "Up to date"];

    private static readonly string[] Columns = ["Instance", "On", "Version", "Status", "State", "Last heard", "Key", "Started", "Problem"];

    /// <param name="fleet">The instances.</param>
    /// <param name="environments">The environments to choose from.</param>
    /// <param name="mayOperate">Whether whoever looks may forget one.</param>
    public static Html Of(FleetView fleet, IReadOnlyList<string> environments, bool mayOperate) => Html.Of($"""
        {Html.If(environments.Count > 1, () => Environments(fleet.Environment, environments))}
        <p class="lead">{fleet.Current} of {fleet.Count} instances have in force the document, kills, restores and ramp steps that the
        server knows: feed position {fleet.Cursor}.</p>
        {Html.If(fleet.Behind > 0, () => Warning(
            $"{fleet.Behind} are behind: they report, but do not have in force all that the server knows."))}
        {Html.If(fleet.OtherDefinitions > 0, () => Warning(
            $"{fleet.OtherDefinitions} of them run another document than the published one, or none yet."))}
        {Html.If(fleet.Silent > 0, () => Warning($"{fleet.Silent} are silent: what they have in force is not known."))}
        {Html.If(fleet.IsPartial, () => Warning("There are more than the server has room for; they are not counted."))}
        {(fleet.Count == 0 ? Nobody() : Tables(fleet, mayOperate))}
        """);

    private static Html Warning(string text) => Html.Of($"""<p class="notice warning">{text}</p>""");

    private static Html Nobody() => Html.Of($"<p>No instance has reported yet. Services that follow this server do by themselves.</p>");

    private static Html Tables(FleetView fleet, bool mayOperate) => Html.Of($"""
        {Markup.Table($"Services in {fleet.Environment}", ServiceColumns, fleet.Services.Select(Row))}
        {Markup.Table(Caption(fleet), Columns, fleet.Instances.Take(MostListed).Select(
            instance => Row(fleet.Environment, instance, mayOperate)))}
        """);

    private static string Caption(FleetView fleet) => fleet.Count <= MostListed
        ? $"Instances in {fleet.Environment}, those that are not up to date first"
        : $"The first {MostListed} of {fleet.Count} instances in {fleet.Environment}, those that are not up to date first";

    private static Html Row(ServiceView service) => Html.Of($"""
        <tr><th scope="row">{service.Service}</th><td>{service.Version}</td>
        <td class="number">{service.Count}</td><td class="number">{service.Current}</td></tr>
        """);

    private static Html Row(string environment, FleetInstance instance, bool mayOperate) => Html.Of($"""
        <tr><th scope="row">{instance.Name}</th><td>{instance.From ?? "–"}</td><td>{instance.Version}</td>
        <td>{Status(instance)}{Html.If(mayOperate && instance.Status == "silent", () => Forget(environment, instance))}</td>
        <td class="number">{instance.Applied}</td><td class="number">{Markup.Count((long)instance.HeardSecondsAgo)} s ago</td>
        <td>{instance.Key}</td><td>{Markup.Time(instance.Started)}</td><td>{instance.Problem ?? "–"}</td></tr>
        """);

    private static Html Forget(string environment, FleetInstance instance) =>
        Html.Of($""" <a class="button" href="{Links.Forget(environment, instance.Id)}">Forget {instance.Name}</a>""");

    private static Html Status(FleetInstance instance) => instance.Lacks is { } lacks
        ? Html.Of($"{Status(instance.Status)} lacks: {string.Join(", ", lacks)}") : Status(instance.Status);

    private static Html Status(string status) => status switch
    {
        "current" => Markup.Badge("Up to date", Tone.Good),
        "behind" => Markup.Badge("Behind", Tone.Warning),
        _ => Markup.Badge("Silent", Tone.Warning),
    };

    private static Html Environments(string current, IReadOnlyList<string> environments) => Html.Of($"""
        <nav aria-label="Environments"><p>{Html.Each(environments, environment => environment == current
            ? Html.Of($"""<a class="button" href="{Links.Instances(current)}" aria-current="page"><strong>{current}</strong></a> """)
            : Html.Of($"""<a class="button" href="{Links.Instances(environment)}">{environment}</a> """))}</p></nav>
        """);
}
