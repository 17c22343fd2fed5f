using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Deciding;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>What to do, and why.</summary>
internal static class DecisionSection
{
    private static readonly string[] GateColumns = ["Gate", "State", "Why", "Numbers", "Evidence"];
    private static readonly string[] MissingColumns = ["Missing", "Expected"];

    public static Html Of(ShownExperiment view)
    {
        if (view.Record.Decision is { } decided)
        {
            return Html.Of($"""
                <p class="notice"><strong>Decided: {Markup.Of(decided.Verdict)}</strong>,
                by {ClaimedName.Shown(decided.By)} on {Markup.Day(decided.On)}.
                {decided.Rationale}
                {Html.If(decided.Readout is not null, () => Html.Of($"Readout: {Links.Reference(decided.Readout!)}"))}</p>
                {Recommended(decided, view.Decision)}
                """);
        }

        return Html.If(view.IsOpen, () => Recommendation(view.Decision));
    }

    /// <summary>What was recommended then, and why something else was decided.</summary>
    private static Html Recommended(DecisionRecord decided, Decision decision)
    {
        if (decided.Override is { } overridden)
        {
            return Html.Of($"""
                <p class="notice"><strong>This overrides the recommendation, which was to {ExperimentWords.Recommended(
                    overridden.Recommended)}:</strong> {overridden.Reason}</p>
                """);
        }

        return Html.If(RecommendedDecision.VerdictOf(decision.Recommendation) == decided.Verdict,
            () => Html.Of($"<p>As recommended. {decision.Sentence}</p>"));
    }

    public static Html Gates(ShownExperiment view) => Html.If(view.Decision.Gates.Count > 0, () => Html.Of($"""
        <h2>Gates</h2>
        {Markup.Table("What has to hold, in the order in which it is looked at", GateColumns, view.Decision.Gates.Select(Row))}
        <p class="soft">Worked out {Markup.Time(view.Decision.At)}, from data with the hash <code>{view.Decision.EvidenceHash}</code>.</p>
        """));

    private static Html Recommendation(Decision decision) => Html.Of($"""
        <div class="notice {ExperimentMarkup.ToneOf(decision.Recommendation).ToString().ToLowerInvariant()}"><p>
        <strong>{decision.Sentence}</strong></p>
        {SampleBars.Of(decision)}
        {Html.If(decision.Missing.Count > 0, () => Markup.Table("What a decision waits "
            + "for", MissingColumns, decision.Missing.Select(Row)))}</div>
        """);

    private static Html Row(MissingEvidence missing) =>
        Html.Of($"<tr><td>{missing.Explanation}</td><td>{(missing.ExpectedOn is { } day ? Markup.Day(day) : Html.Of(
            $"cannot be said"))}</td></tr>");

    private static Html Row(GateResult gate) => Html.Of($"""
        <tr><th scope="row">{gate.Name}{Html.If(!gate.IsBinding, () => Html.Of($""" <span class="soft">(binds nobody)</span>"""))}</th>
        <td>{ExperimentMarkup.State(gate.State)}</td><td>{gate.Explanation}</td>
        <td>{string.Join(", ", gate.Numbers.Select(number => $"{number.Name} {Markup.Number(number.Value)}"))}</td>
        <td>{(gate.Evidence is ['#', ..] ? Html.Of($"""<a href="{gate.Evidence}">{gate.Evidence[1..]}</a>""")
            : Links.Reference(gate.Evidence))}</td></tr>
        """);
}
