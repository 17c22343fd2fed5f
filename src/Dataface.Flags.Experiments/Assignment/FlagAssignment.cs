using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.State;

namespace Dataface.Flags.Experiments.Assignment;

/// <summary>What a flag does with an experiment's audience in one environment. Immutable; thread-safe.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Rollouts">The rollouts that some of the audience come to, in the order in which they are asked.</param>
/// <param name="Served">The variants that some of the audience get without a rollout, with whom they are for, as text to compare.</param>
/// <param name="Requires">What the flags that it requires do with the audience, and the variants that it requires of them.</param>
/// <param name="IsKnown">Whether the flag has an entry for the environment; it is off for everybody without one.</param>
internal sealed record FlagAssignment(
    FlagDefinition Flag, string Environment, IReadOnlyList<ReachedRollout> Rollouts, IReadOnlyList<(string Variant, string For)> Served,
    IReadOnlyList<(FlagAssignment Flag, string Variant)> Requires, bool IsKnown)
{
    /// <param name="design">Whom the experiment is about.</param>
    /// <param name="flag">Its flag.</param>
    /// <param name="flags">The document that the flag is of, for segments and for what it requires.</param>
    /// <param name="environment">The environment.</param>
    public static FlagAssignment Of(ExperimentDesign design, FlagDefinition flag, FlagDocument flags, string environment) =>
        Of(Audiences.Of(design), flag, flags, environment);

    /// <inheritdoc cref="Of(ExperimentDesign, FlagDefinition, FlagDocument, string)"/>
    /// <param name="audience">Whom it is about.</param>
    public static FlagAssignment Of(Condition audience, FlagDefinition flag, FlagDocument flags, string environment)
    {
        var requires = from required in flag.Requires
                       where flags.Flags.ContainsKey(required.Flag)
                       select (Of(audience, flags.Flags[required.Flag], flags, environment), required.Variant);
        var (rollouts, served) = Reached(audience, flag, flags, environment);
        return new(flag, environment, rollouts, served, [.. requires], flag.Environments.ContainsKey(environment));
    }

    /// <summary>The share of all units that may take part, 0 to 1: those in its slice of a layer who get what it requires.</summary>
    /// <param name="state">Where ramps stand, and what is killed of what it requires; null for the end of all ramps.</param>
    public double Reach(FlagState? state) => JointShare.Of(this, state);

    /// <summary>
    /// The share of the audience that gets a variant, of those in its slice of a layer who get what it requires; null where parts of the
    /// audience get different shares, so that nobody knows.
    /// </summary>
    public double? ShareOf(string variant, FlagState? state)
    {
        var shares = Served.Select(served => served.Variant == variant ? 1.0 : 0.0)
            .Concat(Rollouts.Select(rollout => rollout.ShareOf(variant, state))).Distinct().ToList();
        return shares is [var share] ? share : null;
    }

    private static (List<ReachedRollout> Rollouts, List<(string Variant, string For)> Served) Reached(
        Condition audience, FlagDefinition flag, FlagDocument flags, string environment)
    {
        var audiences = new Audiences(flags);
        var (rollouts, served) = (new List<ReachedRollout>(), new List<(string Variant, string For)>());
        var entry = flag.Environments.GetValueOrDefault(environment) ?? new();
        foreach (var rule in entry.Rules)
        {
            var when = rule.When ?? Audiences.Everybody;
            if (audiences.AreDisjoint(audience, when)) continue;
            if (rule.Rollout is { } rollout) rollouts.Add(new(flag, entry, environment, rule, rollout, audiences.Meaning(when)));
            else served.Add((rule.Serve!, audiences.Meaning(when)));

            // The first rule that matches decides, so that the whole audience comes no further.
            if (audiences.Implies(audience, when)) return (rollouts, served);
        }

        var rest = audiences.Meaning(Audiences.Everybody);
        if (entry.Rollout is { } last) rollouts.Add(new(flag, entry, environment, null, last, rest));
        else served.Add((entry.Serve ?? flag.OffVariant, rest));
        return (rollouts, served);
    }
}
