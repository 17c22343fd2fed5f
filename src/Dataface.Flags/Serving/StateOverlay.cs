using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.State;

namespace Dataface.Flags.Serving;

/// <summary>Lays state over compiled flags: killed first, then expired, then what the flag does at the stage of its ramp.</summary>
internal static class StateOverlay
{
    /// <summary>The flags as they are on a day. Flags that state says nothing of are shared with the input.</summary>
    /// <param name="flags">The flags before state.</param>
    /// <param name="isKilled">Whether a key is killed.</param>
    /// <param name="state">Where rollouts stand.</param>
    /// <param name="recorders">Has what happens in guarded rollouts recorded; null where nobody watches.</param>
    /// <param name="today">The UTC day.</param>
    public static CompiledFlag[] Apply(
        CompiledFlags flags, Func<string, bool> isKilled, FlagState state, RecorderRegistry? recorders, DateOnly today)
    {
        var expired = Expired(flags.Flags, today);
        var result = (CompiledFlag[])flags.Flags.Clone();
        for (var i = 0; i < result.Length; i++)
        {
            // Counted before it is asked: a kill that comes in between is seen by the evaluation, if not here.
            var flag = result[i].Seen();
            if (isKilled(flag.Details.Key)) result[i] = flag with { Fixed = flag.Outcomes.Killed };
            else if (expired[i]) result[i] = flag with { Fixed = flag.Outcomes.Expired };
            else result[i] = RolloutOverlay.Apply(flag, state, recorders);
        }

        return result;
    }

    /// <summary>Whether a definition's life is over, leaving aside what it requires.</summary>
    public static bool IsExpired(FlagDefinition flag, DateOnly today) => flag.EffectiveExpiry <= today;

    private static bool[] Expired(CompiledFlag[] flags, DateOnly today)
    {
        var known = new bool?[flags.Length];
        for (var i = 0; i < flags.Length; i++) Decide(i);
        return Array.ConvertAll(known, value => value!.Value);

        bool Decide(int index)
        {
            if (known[index] is { } decided) return decided;
            var flag = flags[index];
            var expired = IsExpired(flag.Details.Definition, today) || Array.Exists(flag.Requires, r => Decide(r.FlagIndex));
            known[index] = expired;
            return expired;
        }
    }
}
