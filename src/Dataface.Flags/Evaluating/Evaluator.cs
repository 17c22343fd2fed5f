using System.Runtime.CompilerServices;
using Dataface.Flags.Bucketing;
using Dataface.Flags.Documents.Conditions;

namespace Dataface.Flags.Evaluating;

/// <summary>
/// The one evaluator, behind the hot path and explanations alike. Total: it never throws, blocks or allocates for any context.
/// </summary>
internal static class Evaluator
{
    /// <summary>Picks the flag's outcome for a context.</summary>
    /// <param name="flags">The snapshot's flags, for prerequisites.</param>
    /// <param name="flag">The flag.</param>
    /// <param name="context">The context.</param>
    /// <param name="trace">Is told each step.</param>
    /// <param name="unitHash">The unit's hash, or 0 when no unit took part.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Outcome Evaluate<TTrace>(
        CompiledFlag[] flags, CompiledFlag flag, EvaluationContext context, ref TTrace trace, out ulong unitHash)
        where TTrace : struct, IEvaluationTrace
    {
        unitHash = 0;
        if ((flag.Kills.IsKilledSince ? flag.Outcomes.Killed : flag.Fixed) is { } outcome)
        {
            trace.Fixed(outcome);
            return outcome;
        }

        var answer = flag.Otherwise;
        if (flag.Gates is { } gates)
        {
            answer = PassGates(flags, flag, gates, context, ref trace, ref unitHash, out var isStopped);
            if (isStopped) return answer.Serve!;
        }

        return Answer(flag, answer, context, ref trace, ref unitHash);
    }

    /// <summary>Prerequisites, slice, rules: the outcome that stops the evaluation, or the answer to give. It fits two registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CompiledAnswer PassGates<TTrace>(
        CompiledFlag[] flags, CompiledFlag flag, CompiledGates gates, EvaluationContext context, ref TTrace trace, ref ulong unitHash,
        out bool isStopped)
        where TTrace : struct, IEvaluationTrace
    {
        isStopped = true;
        if (gates.Requires.Length > 0 && !PrerequisitesMet(flags, gates.Requires, context, ref trace))
        {
            return new(flag.Outcomes.PrerequisiteNotMet, null);
        }

        if (gates.Slice is { } slice && OutsideSlice(flag, slice, context, ref trace, out unitHash) is { } outside)
        {
            return new(outside, null);
        }

        isStopped = false;

        // Explanations tell of each rule, so they ask each.
        if (typeof(TTrace) == typeof(NoTrace) && gates.Runs is { } runs)
            return LookUp(flag, gates.Rules, runs, context, ref trace);
        var cursor = default(AttributeCursor);
        foreach (var rule in gates.Rules)
        {
            trace.EnterRule(rule);
            var matched = Matches(rule.When, context, ref cursor, ref trace);
            trace.LeaveRule(rule, matched);
            if (matched) return rule.Answer;
        }

        return flag.Otherwise;
    }

    /// <summary>The answer of the first rule that matches, where some stand in runs that need not be searched.</summary>
    private static CompiledAnswer LookUp<TTrace>(
        CompiledFlag flag, CompiledRule[] rules, RuleRun?[] runs, EvaluationContext context, ref TTrace trace)
        where TTrace : struct, IEvaluationTrace
    {
        var cursor = default(AttributeCursor);
        for (var i = 0; i < rules.Length; i++)
        {
            if (runs[i] is { } run && run.TryFindFirst(context, ref cursor, out var first))
            {
                if (first >= 0) return rules[first].Answer;
                i = run.End - 1;
            }
            else if (Matches(rules[i].When, context, ref cursor, ref trace))
            {
                return rules[i].Answer;
            }
        }

        return flag.Otherwise;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Matches<TTrace>(
        CompiledCondition? condition, EvaluationContext context, ref AttributeCursor cursor, ref TTrace trace)
        where TTrace : struct, IEvaluationTrace
    {
        // Most rules ask about one attribute; a trace wants to know of it, too.
        if (typeof(TTrace) == typeof(NoTrace) && condition is { Shape: ConditionShape.Attribute })
        {
            return ConditionEvaluator.MatchesAttribute(condition, context, ref cursor, ref trace);
        }

        return condition is null || ConditionEvaluator.Matches(condition, context, ref cursor, ref trace);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Outcome Answer<TTrace>(
        CompiledFlag flag, CompiledAnswer answer, EvaluationContext context, ref TTrace trace, ref ulong unitHash)
        where TTrace : struct, IEvaluationTrace
    {
        if (answer.Rollout is not { } rollout)
        {
            trace.Fixed(answer.Serve!);
            return answer.Serve!;
        }

        if (!context.TryGetUnitHash(flag.BucketBy, out unitHash))
        {
            trace.NoUnit(flag.BucketBy);
            return flag.Outcomes.NoUnit;
        }

        var bucket = Bucket.Of(unitHash, flag.SaltHash);
        var outcome = rollout.Choose(bucket);
        trace.Rollout(rollout, bucket, outcome);
        return outcome;
    }

    private static bool PrerequisitesMet<TTrace>(
        CompiledFlag[] flags, CompiledPrerequisite[] requires, EvaluationContext context, ref TTrace trace)
        where TTrace : struct, IEvaluationTrace
    {
        foreach (var prerequisite in requires)
        {
            trace.EnterPrerequisite(prerequisite);
            var outcome = EvaluatePrerequisite(flags, flags[prerequisite.FlagIndex], context, ref trace);
            var met = string.Equals(outcome.Variant!.Name, prerequisite.Variant);
            trace.LeavePrerequisite(outcome, met);
            if (!met) return false;
        }

        return true;
    }

    // Recursion ends: the linker refuses cycles and bounds the number of prerequisites behind a flag.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Outcome EvaluatePrerequisite<TTrace>(
        CompiledFlag[] flags, CompiledFlag flag, EvaluationContext context, ref TTrace trace)
        where TTrace : struct, IEvaluationTrace => Evaluate(flags, flag, context, ref trace, out _);

    private static Outcome? OutsideSlice<TTrace>(
        CompiledFlag flag, CompiledSlice slice, EvaluationContext context, ref TTrace trace, out ulong unitHash)
        where TTrace : struct, IEvaluationTrace
    {
        if (!context.TryGetUnitHash(flag.BucketBy, out unitHash))
        {
            trace.NoUnit(flag.BucketBy);
            return flag.Outcomes.NoUnit;
        }

        var bucket = Bucket.Of(unitHash, slice.SaltHash);
        var inside = bucket.Exposure >= slice.From && bucket.Exposure < slice.To;
        trace.Slice(slice, bucket, inside);
        return inside ? null : flag.Outcomes.OutsideLayer;
    }
}
