using Dataface.Flags.Documents;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.Usage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>One flag in an environment.</summary>
internal static class FlagPage
{
    private static readonly string[] RolloutColumns = ["Rollout", "Exposed", "Variants", "Steps", "Since"];

    private static readonly string[] OperatedColumns = [.. RolloutColumns, "Ramp"];

    /// <param name="environment">Where it is looked at.</param>
    /// <param name="flag">The flag.</param>
    /// <param name="experiments">The experiments on it that whoever looks may see.</param>
    /// <param name="history">What happened to it.</param>
    /// <param name="inForce">In how many instances its state is in force; null when none has reported.</param>
    /// <param name="usage">How often it is evaluated; null when that cannot be read.</param>
    /// <param name="mayOperate">Whether whoever looks may kill and restore it.</param>
    public static Html Of(
        string environment, FlagView flag, IReadOnlyList<ExperimentView> experiments, IEnumerable<AuditRecord> history,
        string? inForce, FlagUsage? usage, bool mayOperate) => Html.Of($"""
        {Html.If(flag.Definition.Description.Length > 0, () => Html.Of($"""<p class="lead">{flag.Definition.Description}</p>"""))}
        {Html.If(flag.Kill is not null, () => Killed(flag.Kill!))}
        {Html.If(mayOperate, () => Actions(environment, flag))}
        <dl class="facts">{Facts(environment, flag)}{Html.If(inForce is not null, () => InForce(environment, inForce!))}</dl>
        {Html.If(flag.Rollouts.Count > 0, () => Rollouts(environment, flag, mayOperate))}
        {Html.If(experiments.Count > 0, () => FlagExperiments.Of(flag, experiments))}
        {GuardSection.Of(flag, history)}
        {UsageSection.Of(usage)}
        <h2>History</h2>
        {HistoryTable.Of(history)}
        """);

    private static Html Facts(string environment, FlagView flag)
    {
        var definition = flag.Definition;
        return Html.Of($"""
            {Markup.Fact("State in " + environment, FlagMarkup.Standing(flag))}
            {Markup.Fact("Owner", definition.Owner)}
            {Markup.Fact("Kind", definition.Kind.ToString().ToLowerInvariant())}
            {Markup.Fact("Expires", FlagMarkup.Expiry(flag))}
            {Markup.Fact("Created", Markup.Day(definition.Created))}
            {Markup.Fact("Variants", string.Join(", ", definition.Variants.Select(variant => Named(definition, variant))))}
            {Markup.Fact("Guard", FlagMarkup.Guard(flag))}
            {Html.If(definition.Requires.Count > 0, () => Markup.Fact("Requires", string.Join(", ", definition.Requires.Select(needed =>
                $"{needed.Flag} = {needed.Variant}"))))}
            {Html.If(definition.Approval is not null, () => Approval(definition.Approval!))}
            {Html.Each(definition.Renewals, renewal => Markup.Fact("Renewed until", Html.Of(
                $"{Markup.Day(renewal.Until)} by {renewal.By}: {renewal.Reason}")))}
            """);
    }

    private static Html InForce(string environment, string count) =>
        Markup.Fact("In force in", Html.Of($"""<a href="{Links.Instances(environment)}">{count}</a>"""));

    private static Html Approval(Approval approval) =>
        Markup.Fact("Approved", Html.Of($"by {approval.By} on {Markup.Day(approval.On)}: {Links.Reference(approval.Reference)}"));

    private static Html Killed(Kill kill) => Html.Of($"""
        <p class="notice bad">Killed by {kill.By}, {Markup.Time(kill.At)}: {kill.Reason}
        {Html.If(kill.Flag == KillRegister.Everything, () => Html.Of($"This kill is for every flag."))}</p>
        """);

    private static Html Actions(string environment, FlagView flag)
    {
        var address = Links.Flag(environment, flag.Key);
        return flag.Kill is { } kill
            ? Html.If(kill.Flag != KillRegister.Everything,
                () => Html.Of($"""<p><a class="button" href="{address}/restore">Restore …</a></p>"""))
            : Html.Of($"""<p><a class="button danger" href="{address}/kill">Kill …</a></p>""");
    }

    private static Html Rollouts(string environment, FlagView flag, bool mayOperate)
    {
        var rows = flag.Rollouts.Select(rollout => Row(
            rollout, mayOperate ? Html.Of($"<td>{RampAction(environment, flag.Key, rollout)}</td>") : Html.Empty));
        var columns = mayOperate ? OperatedColumns : RolloutColumns;
        return Html.Of($"<h2>Rollout</h2>{Markup.Table("Rollouts of this flag", columns, rows)}");
    }

    /// <summary>One that is paused can go on; one that has a further step can be kept from it.</summary>
    private static Html RampAction(string environment, string key, RolloutView rollout)
    {
        var isPaused = rollout.Ramp is { IsPaused: true };
        if (rollout.Steps.Count == 0 || (!isPaused && rollout.Stage + 1 >= rollout.Steps.Count)) return Html.Of($"–");
        var action = isPaused ? FlagAction.Resume : FlagAction.Pause;
        return Html.Of($"""<a class="button" href="{Links.FlagAction(environment, key, action.Name, rollout.Rule)}">{action.Verb} …</a>""");
    }

    private static string Steps(RolloutView rollout) =>
        rollout.Steps.Count == 0 ? "no ramp" : string.Join(" → ", rollout.Steps.Select(Markup.Share));

    private static string Named(FlagDefinition definition, Variant variant) =>
        variant.Name == definition.OffVariant ? variant.Name + " (off)" : variant.Name;

    private static Html Row(RolloutView rollout, Html more) => Html.Of($"""
        <tr><th scope="row">{(rollout.Rule is null ? "Everybody else"
            : $"Rule {rollout.Rule}")}</th><td>{FlagMarkup.Rollout(rollout)}</td><td>{FlagMarkup.Shares(rollout)}</td>
        <td>{Steps(rollout)}, at most {Markup.Share(rollout.Ceiling)}</td>
        <td>{(rollout.Ramp is { } ramp ? Markup.Time(ramp.Since) : Html.Of($"–"))}</td>{more}</tr>
        """);
}
