using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>The form of a decision, below what is recommended and why.</summary>
internal static class DecisionPage
{
    private static readonly (string Verdict, string Effect)[] Choices =
    [
        ("ship", "everybody gets it, and the flag goes"),
        ("iterate", "it is changed and tried again, as another experiment"),
        ("kill", "nobody gets it, and the flag goes"),
    ];

    private const string ReasonHelp = "Why, in a sentence or two. It goes into the audit with your key's name.";

    private const string OverrideHelp =
        "Only when you decide against the recommendation; it is shown beside the decision.";

    /// <param name="http">Who looks.</param>
    /// <param name="view">The experiment.</param>
    /// <param name="written">What was written already.</param>
    /// <param name="refusal">Why it was refused; null at first.</param>
    public static Html Of(HttpContext http, ShownExperiment view, WrittenDecision written, FormRefusal? refusal) => Html.Of($"""
        {FormRefusal.Show(refusal)}
        {Html.If(!view.IsOpen, () => NotOpen(view))}
        {DecisionSection.Of(view)}
        <form class="stack" method="post" action="{Links.Experiment(view.Record.Id, ExperimentDecisionEndpoints.Name)}">
        {Shell.FormToken(http)}
        <input type="hidden" name="recommended" value="{WrittenDecision.RecommendedIn(view)}">
        <fieldset><legend>Decision</legend>
        {Html.Each(Choices, choice => Choice(view, written, choice.Verdict, choice.Effect))}</fieldset>
        {Field("reason", "Reason", written.Reason, isRequired: true, refusal, ReasonHelp)}
        {Field("override", "Why not what is recommended", written.Override, isRequired: false, refusal, OverrideHelp)}
        <label for="readout">Readout</label>
        <input id="readout" name="readout" required maxlength="2000" value="{written.Readout}">
        <p class="soft">Where the results can be read: this board's own page, or a file beside the code.</p>
        <div class="actions"><button type="submit">Decide {view.Record.Id}</button>
        <a class="button" href="{Links.Experiment(view.Record.Id)}">Cancel</a></div>
        </form>
        """);

    private static Html NotOpen(ShownExperiment view) => Html.Of($"""
        <p class="notice warning">It is {ExperimentWords.Statuses[view.Record.Status]}: what runs is decided.</p>
        """);

    private static Html Choice(ShownExperiment view, WrittenDecision written, string verdict, string effect)
    {
        var isChosen = Html.If(written.Verdict == verdict, () => Html.Of($" checked"));
        var isRecommended = Html.If(WrittenDecision.RecommendedIn(view) == verdict, () => Html.Of($" (recommended)"));
        return Html.Of($"""
            <label><input type="radio" name="verdict" value="{verdict}" required{isChosen}>
            <strong>{char.ToUpperInvariant(verdict[0])}{verdict[1..]}</strong>: {effect}{isRecommended}</label>
            """);
    }

    private static Html Field(string name, string label, string? text, bool isRequired, FormRefusal? refusal, string help) => Html.Of($"""
        <label for="{name}">{label}</label>
        <textarea id="{name}" name="{name}" rows="2" maxlength="2000"{Html.If(isRequired, () => Html.Of($" required"))}
        aria-describedby="{(refusal is null ? "" : "problem ")}{name}-help">{text}</textarea>
        <p class="soft" id="{name}-help">{help}</p>
        """);
}
