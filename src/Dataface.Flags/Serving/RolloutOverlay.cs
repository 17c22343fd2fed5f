using Dataface.Flags.Evaluating;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.State;

namespace Dataface.Flags.Serving;

/// <summary>Lays the stages of ramps over compiled rollouts, and has those with a guard recorded.</summary>
internal static class RolloutOverlay
{
    /// <summary>The flag as its rollouts stand.</summary>
    /// <param name="flag">A flag as compiled, at its first steps.</param>
    /// <param name="state">Where rollouts stand.</param>
    /// <param name="recorders">Has what happens in guarded rollouts recorded; null where nobody watches.</param>
    public static CompiledFlag Apply(CompiledFlag flag, FlagState state, RecorderRegistry? recorders)
    {
        if (!flag.IsStaged || StandsAsCompiled(flag, state, recorders)) return flag;
        return flag with
        {
            Gates = flag.Gates is { } gates ? gates with
            {
                Rules = Array.ConvertAll(gates.Rules, rule => rule with { Answer = Apply(flag, rule.Answer, state, recorders) }),
            } : null,
            Otherwise = Apply(flag, flag.Otherwise, state, recorders),
        };
    }

    private static bool StandsAsCompiled(CompiledFlag flag, FlagState state, RecorderRegistry? recorders) =>
        state.Ramps.Count == 0 && state.Restores.Count == 0 && (recorders is null || flag.Details.Definition.Guard is null);

    private static CompiledAnswer Apply(CompiledFlag flag, CompiledAnswer answer, FlagState state, RecorderRegistry? recorders)
    {
        if (answer.Rollout is not { } rollout) return answer;
        var restores = state.Restores.GetValueOrDefault(flag.Details.Key);
        var id = restores == 0 ? rollout.Identity.Id : $"{rollout.Identity.Id}~{restores}";
        var ramp = state.Ramps.GetValueOrDefault(id);
        var stage = Math.Clamp(ramp?.Stage ?? 0, 0, Math.Max(rollout.Steps.Count - 1, 0));
        var recorder = flag.Details.Definition.Guard is null ? null : recorders?.Of(id);
        return answer with { Rollout = rollout.With(new RolloutIdentity(id, stage, rollout.ShareAt(stage), recorder, ramp)) };
    }
}
