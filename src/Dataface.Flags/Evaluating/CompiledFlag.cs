using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Conditions;
using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags.Evaluating;

/// <summary>
/// A flag for one environment. Immutable, except that a kill reaches it; any other change of state makes a copy with another <see
/// cref="Fixed"/> outcome.
/// </summary>
internal sealed record CompiledFlag
{
    public required FlagDetails Details { get; init; }

    /// <summary>Interned, as keys in code are; here and not only in the details, because each evaluation by a handle reads it.</summary>
    public required string Key { get; init; }

    /// <summary>The only answer, when there is just one: killed, expired, no entry, or one variant for everybody.</summary>
    public Outcome? Fixed { get; init; }

    /// <summary>
    /// The kills that <see cref="Fixed"/> knows of. Later ones win over everything here, in whatever snapshot the flag is.
    /// </summary>
    public required KillsSeen Kills { get; init; }

    /// <summary>The forms in which callers can have its values; here and not only in the details, because each evaluation reads
    /// it.</summary>
    public required ValueForms Forms { get; init; }

    public VariantKind Kind => Details.OffVariant.Kind;

    /// <summary>Whether callers can have its values in a form.</summary>
    public bool Gives(ValueForms form) => (Forms & form) != 0;

    public required FlagCounters Counters { get; init; }

    /// <summary>What is asked before <see cref="Otherwise"/>; null where nothing is.</summary>
    public CompiledGates? Gates { get; init; }

    public required string BucketBy { get; init; }

    public required ulong SaltHash { get; init; }

    public CompiledPrerequisite[] Requires => Gates?.Requires ?? [];

    public CompiledRule[] Rules => Gates?.Rules ?? [];

    /// <summary>What happens to those whom no rule matches.</summary>
    public required CompiledAnswer Otherwise { get; init; }

    public required FlagOutcomes Outcomes { get; init; }

    /// <summary>Whether state has a say in its rollouts: a ramp's stage, or the evidence of a guard.</summary>
    public bool IsStaged { get; init; }

    /// <summary>The flag as it is put in force now, with all kills so far seen.</summary>
    public CompiledFlag Seen() => Kills.IsKilledSince ? this with { Kills = Kills.Now() } : this;

    /// <summary>All rollouts of the flag.</summary>
    public IEnumerable<CompiledRollout> Rollouts
    {
        get
        {
            foreach (var rule in Rules)
            {
                if (rule.Answer.Rollout is { } rollout) yield return rollout;
            }

            if (Otherwise.Rollout is { } rest) yield return rest;
        }
    }
}

/// <summary>What a flag asks first: prerequisites, a slice and rules. Few flags have any, so that it takes no room in the others.</summary>
internal sealed record CompiledGates
{
    public required CompiledPrerequisite[] Requires { get; init; }

    public required CompiledSlice? Slice { get; init; }

    public required CompiledRule[] Rules { get; init; }

    /// <summary>Runs of rules whose first match is looked up, each at the index of its first rule; null without any.</summary>
    public required RuleRun?[]? Runs { get; init; }

    /// <summary>Counts evaluations that met a value which can never match.</summary>
    public required FlagCounters Mismatches { get; init; }
}

/// <summary>A required flag, by its index in the snapshot.</summary>
internal sealed record CompiledPrerequisite(int FlagIndex, string Flag, string Variant);

/// <summary>A slice of a layer, as thresholds of the layer's own hash.</summary>
internal sealed record CompiledSlice(string Layer, ulong SaltHash, ulong From, ulong To);

/// <summary>A rule; no condition matches everybody.</summary>
internal sealed record CompiledRule(string Name, CompiledCondition? When, CompiledAnswer Answer);

/// <summary>Either one outcome or a rollout.</summary>
internal readonly record struct CompiledAnswer(Outcome? Serve, CompiledRollout? Rollout);
