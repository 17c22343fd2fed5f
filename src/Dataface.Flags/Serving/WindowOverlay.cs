using Dataface.Flags.Documents.Conditions;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Serving;

/// <summary>Opens and closes the time windows of compiled flags, so that evaluations read no clock.</summary>
internal static class WindowOverlay
{
    /// <summary>The flags as they are at an instant. Flags without a window that opens or closes are shared with the input.</summary>
    public static CompiledFlags At(CompiledFlags flags, DateTimeOffset now)
    {
        var passed = flags.Edges.PassedAt(now);
        if (passed == flags.EdgesPassed) return flags;
        var clock = new WindowClock(now);
        return flags with { Flags = Array.ConvertAll(flags.Flags, flag => At(flag, clock)), EdgesPassed = passed };
    }

    /// <summary>Whether each window of a flag's rules is open, in their order.</summary>
    public static IEnumerable<bool> OpenIn(CompiledFlag flag) =>
        flag.Rules.Select(rule => rule.When).OfType<CompiledCondition>().SelectMany(OpenIn);

    private static IEnumerable<bool> OpenIn(CompiledCondition condition)
    {
        if (!condition.HasWindow) return [];
        return condition.Shape == ConditionShape.Window ? [condition.Phase == WindowPhase.Open] : condition.Children.SelectMany(OpenIn);
    }

    private static CompiledFlag At(CompiledFlag flag, WindowClock clock)
    {
        if (flag.Gates is not { } gates || !Array.Exists(gates.Rules, rule => rule.When is { HasWindow: true })) return flag;
        var rules = Array.ConvertAll(gates.Rules, rule => Set(rule, clock));
        return rules.AsSpan().SequenceEqual(gates.Rules, ReferenceEqualityComparer.Instance)
            ? flag : flag with { Gates = gates with { Rules = rules } };
    }

    private static CompiledRule Set(CompiledRule rule, WindowClock clock) =>
        rule.When is { } when && clock.Set(when) is var set && set != when ? rule with { When = set } : rule;
}
