using Dataface.Flags.Documents;

namespace Dataface.Flags.Evaluating;

/// <summary>Runs the evaluator with a trace that writes down each step.</summary>
internal static class Explainer
{
    public static FlagExplanation Explain(
        CompiledFlag[] flags, CompiledFlag? flag, string key, EvaluationContext context, Outcome missing, StartProgress? start)
    {
        if (flag is null)
        {
            var why = missing.Reason == EvaluationReason.NotReady ? start?.WhyNotReady ?? StartProgress.Never : NotFound(flags, key);
            return new() { Flag = key, Reason = missing.Reason, Steps = [new ExplanationStep { Text = why, Steps = [] }] };
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
            Steps = trace.Steps,
        };
    }

    private static string NotFound(CompiledFlag[] flags, string key) =>
        Spelling.Nearest(key, flags.Select(f => f.Details.Key)) is { } near
            ? $"No document defines this flag. Did you mean '{near}'?"
            : "No document defines this flag.";
}
