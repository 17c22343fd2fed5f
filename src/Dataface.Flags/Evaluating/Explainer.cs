using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Linking;

namespace Dataface.Flags.Evaluating;

/// <summary>Runs the evaluator with a trace that writes down each step.</summary>
internal static class Explainer
{
    public static FlagExplanation Explain(
        CompiledFlag[] flags, CompiledFlag? flag, string key, EvaluationContext context, Outcome missing, ClientStanding? standing)
    {
        if (flag is null)
        {
            var why = missing.Reason == EvaluationReason.NotReady ? standing?.WhyNotReady ?? ClientStanding.Never : NotFound(flags, key);
            return new() { Flag = key, Reason = missing.Reason, Steps = [Say(why), .. StaleSteps(missing, standing)] };
        }

        var trace = ExplanationTrace.Start();
        var outcome = Evaluator.Evaluate(flags, flag, context, ref trace, out _);
        return new()
        {
            Flag = key,
            Variant = outcome.Variant?.Name,
            Value = outcome.Variant?.Json.GetRawText(),
            Reason = outcome.Reason,
            Rule = outcome.Rule,
            Provider = flag.Details.Source.Provider,
            Revision = flag.Details.Source.Revision,
            Steps = [.. trace.Steps, .. standing is null ? [] : About(flags, flag, outcome, standing)],
        };
    }

    /// <summary>What the evaluation itself does not look at, and explains its answer all the same.</summary>
    private static IEnumerable<ExplanationStep> About(CompiledFlag[] flags, CompiledFlag flag, Outcome outcome, ClientStanding standing)
    {
        var definition = flag.Details.Definition;
        if (outcome.Reason == EvaluationReason.NoEnvironment)
            yield return Say(NamedEnvironments.ProblemOf(standing.Environment, flags.Select(f => f.Details.Definition))
                ?? NamedEnvironments.Of(definition, standing.Environment));
        if (outcome.Reason == EvaluationReason.Killed)
        {
            foreach (var kill in standing.WhyKilled(flag.Key)) yield return Say(kill);
        }

        if (standing.WhyStale(flag.Details.Source.Provider) is { } why) yield return Old(why);
    }

    /// <summary>The flag may be in a document that was refused.</summary>
    private static ExplanationStep[] StaleSteps(Outcome missing, ClientStanding? standing) =>
        missing.Reason == EvaluationReason.FlagNotFound && standing?.WhyStale(null) is { } why ? [Old(why)] : [];

    private static ExplanationStep Say(string text) => new() { Text = text };

    private static ExplanationStep Old(string why) => Say($"A newer document is not in force: {why}");

    private static string NotFound(CompiledFlag[] flags, string key) =>
        Spelling.Nearest(key, flags.Select(f => f.Details.Key)) is { } near
            ? $"No document defines this flag. Did you mean '{near}'?"
            : "No document defines this flag.";
}
