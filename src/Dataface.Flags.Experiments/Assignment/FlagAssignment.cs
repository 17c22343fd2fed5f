using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Assignment;

/// <summary>What a flag does with an experiment's audience in one environment. Immutable; thread-safe.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Rollouts">The rollouts that some of the audience come to, in the order in which they are asked.</param>
/// <param name="Served">What rules serve to some of the audience without a rollout, with whom they match, as text to compare.</param>
/// <param name="IsKnown">Whether the flag has an entry for the environment; it is off for everybody without one.</param>
internal sealed record FlagAssignment(
    FlagDefinition Flag, string Environment, IReadOnlyList<ReachedRollout> Rollouts, IReadOnlyList<string> Served, bool IsKnown)
{
    /// <param name="design">Whom the experiment is about.</param>
    /// <param name="flag">Its flag.</param>
    /// <param name="flags">The document that the flag is of, for segments.</param>
    /// <param name="environment">The environment.</param>
    public static FlagAssignment Of(ExperimentDesign design, FlagDefinition flag, FlagDocument flags, string environment)
    {
        if (!flag.Environments.TryGetValue(environment, out var entry)) return new(flag, environment, [], [], IsKnown: false);
        var (audiences, audience) = (new Audiences(flags), Audiences.Of(design));
        var (rollouts, served) = (new List<ReachedRollout>(), new List<string>());
        foreach (var rule in entry.Rules)
        {
            var when = rule.When ?? Audiences.Everybody;
            if (audiences.AreDisjoint(audience, when)) continue;
            if (rule.Rollout is { } rollout) rollouts.Add(new(flag, entry, environment, rule, rollout, audiences.Meaning(when)));
            else served.Add($"{rule.Serve}: {audiences.Meaning(when)}");

            // The first rule that matches decides, so that the whole audience comes no further.
            if (audiences.Implies(audience, when)) return new(flag, environment, rollouts, served, IsKnown: true);
        }

        if (entry.Rollout is { } rest) rollouts.Add(new(flag, entry, environment, null, rest, audiences.Meaning(Audiences.Everybody)));
        return new(flag, environment, rollouts, served, IsKnown: true);
    }

    /// <summary>The share of all units that the flag's slice of its layer holds, 0 to 1; 1 without a layer.</summary>
    public double Layer => Division.Layer(Flag);
}
