using System.Globalization;
using Dataface.Flags.Bucketing;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Conditions;
using Dataface.Flags.Values;

namespace Dataface.Flags.Evaluating;

/// <summary>Writes down the steps of an evaluation as a tree.</summary>
internal readonly struct ExplanationTrace : IEvaluationTrace
{
    private readonly Stack<List<ExplanationStep>> _open;

    private ExplanationTrace(Stack<List<ExplanationStep>> open) => _open = open;

    public IReadOnlyList<ExplanationStep> Steps => _open.Peek();

    public static ExplanationTrace Start() => new(new Stack<List<ExplanationStep>>([[]]));

    public void Fixed(Outcome outcome) => Say(Statement(outcome));

    public void EnterPrerequisite(CompiledPrerequisite prerequisite) => _open.Push([]);

    public void LeavePrerequisite(Outcome outcome, bool met) =>
        Close($"prerequisite {outcome.Flag!.Key} serves '{outcome.Variant!.Name}' ({outcome.Reason})", met);

    public void Slice(CompiledSlice slice, Bucket bucket, bool inside) => Say(
        $"unit at {Percent(bucket.Exposure)} of layer {slice.Layer}, slice {Percent(slice.From)} to {Percent(slice.To)}", inside);

    public void NoUnit(string attribute) => Say($"the context has no usable unit in '{attribute}'");

    public void EnterRule(CompiledRule rule)
    {
        _open.Push([]);
        if (rule.When is null) Say("no condition: matches everybody", true);
    }

    public void LeaveRule(CompiledRule rule, bool matched) => Close($"rule {rule.Name}", matched);

    public void EnterCondition(CompiledCondition condition) => _open.Push([]);

    public void LeaveCondition(CompiledCondition condition, EvaluationContext context, bool matched)
    {
        var text = ConditionText.Of(condition.Definition);
        if (condition.Shape == ConditionShape.Attribute) text += $"; is {Actual(condition, context, matched)}";
        if (condition.Definition is WindowCondition window) text += $"; {Standing(condition.Phase, window)}";
        Close(text, matched);
    }

    public void Mismatch(AttributeMismatch mismatch)
    {
        // Said with the condition, when it is left.
    }

    public void Rollout(CompiledRollout rollout, Bucket bucket, Outcome outcome)
    {
        var ceiling = rollout.CeilingMilli == rollout.MilliPercent ? "" : $" (ramp; ceiling {Milli(rollout.CeilingMilli)})";
        var inside = bucket.Exposure < rollout.Exposed;
        Say($"unit at {Percent(bucket.Exposure)}, rollout {Milli(rollout.MilliPercent)}{ceiling}", inside);
        Say(inside && rollout.Variants.Length > 1
            ? $"split at {Percent(bucket.Split)}: '{outcome.Variant!.Name}'" : $"'{outcome.Variant!.Name}'");
    }

    private static string Statement(Outcome outcome) => outcome.Reason switch
    {
        EvaluationReason.Killed => "killed",
        EvaluationReason.Expired => $"expired on {ExpiryOf(outcome)}",
        EvaluationReason.NoEnvironment => "no entry for this environment",
        EvaluationReason.NoMatch => "no rule matched and nothing else is given: off",
        _ => $"serves '{outcome.Variant!.Name}'",
    };

    private static string ExpiryOf(Outcome outcome) =>
        outcome.Flag!.Definition.EffectiveExpiry.ToString("O", CultureInfo.InvariantCulture)
            + ", itself or through a flag that it requires";

    private static string Standing(WindowPhase phase, WindowCondition window) => phase switch
    {
        WindowPhase.Ahead => $"the window opens at {InstantText.Of(window.From!.Value)}",
        WindowPhase.Over => $"the window ended at {InstantText.Of(window.Until!.Value)}",
        _ => window.Until is { } until ? $"the window is open until {InstantText.Of(until)}" : "the window is open",
    };

    private static string Actual(CompiledCondition condition, EvaluationContext context, bool matched)
    {
        var index = context.IndexOf(condition.Name);
        if (index < 0) return "absent";
        var value = context[index].Value;
        var mismatch = matched ? AttributeMismatch.None : AttributeMismatches.Of(condition, value);
        if (mismatch == AttributeMismatch.None) return value.ToString();
        return $"{value}, which {AttributeMismatches.Describe(mismatch, condition, value)}";
    }

    private static string Percent(ulong threshold) =>
        (threshold * 100.0 / (1UL << 32)).ToString("0.###", CultureInfo.InvariantCulture) + " %";

    private static string Milli(int milli) => Percentage.Text(milli) + " %";

    private void Say(string text, bool? holds = null) => _open.Peek().Add(new ExplanationStep
    {
        Text = text,
        Holds = holds,
        Steps = [],
    });

    private void Close(string text, bool holds)
    {
        var steps = _open.Pop();
        _open.Peek().Add(new ExplanationStep { Text = text, Holds = holds, Steps = steps });
    }
}
