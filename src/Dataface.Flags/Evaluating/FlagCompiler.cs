using System.Collections.Frozen;
using Dataface.Flags.Bucketing;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Conditions;
using Dataface.Flags.Evaluating.Counting;
using Dataface.Flags.Serving;

namespace Dataface.Flags.Evaluating;

/// <summary>Turns accepted definitions into what the evaluator runs on.</summary>
/// <param name="document">The definitions.</param>
/// <param name="environment">Where the flags are evaluated.</param>
/// <param name="sources">Where each flag comes from.</param>
/// <param name="counters">Count evaluations.</param>
/// <param name="kills">Marks of kills.</param>
/// <param name="now">Decides which time windows are open.</param>
/// <param name="watchers">Are told of evaluations.</param>
internal sealed class FlagCompiler(
    FlagDocument document, string environment, Func<string, FlagSource> sources, CounterRegistry counters, KillMarks kills,
    DateTimeOffset now, EvaluationWatcher[]? watchers = null)
{
    private static readonly ulong[] Whole = [Threshold.OfWeight(1, 1)];

    private readonly ConditionCompiler _conditions = new(document.Segments, now);
    private readonly RolloutFingerprint _fingerprint = new();
    private readonly Dictionary<string, ulong> _layerSalts = [];
    private readonly Dictionary<IReadOnlyList<Variant>, CompiledVariant[]> _variants = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _index = new(document.Flags.Count);

    /// <summary>Compiles all flags.</summary>
    /// <param name="revision">Names the whole set.</param>
    public CompiledFlags Compile(string revision)
    {
        foreach (var key in document.Flags.Keys) _index.Add(key, _index.Count);
        var flags = new CompiledFlag[_index.Count];
        foreach (var (key, definition) in document.Flags) flags[_index[key]] = Compile(definition);
        counters.Trim();
        kills.Trim();
        foreach (var flag in flags)
        {
            if (flag.Details.Definition.Alias is { } alias) _index.TryAdd(alias, _index[flag.Key]);
        }

        var edges = WindowEdges.Of(flags.SelectMany(flag => flag.Rules).Select(rule => rule.When));
        return new CompiledFlags(_index.ToFrozenDictionary(StringComparer.Ordinal), flags, revision)
        {
            Edges = edges,
            EdgesPassed = edges.PassedAt(now),
        };
    }

    private CompiledFlag Compile(FlagDefinition definition)
    {
        var details = new FlagDetails(definition, sources(definition.Key), Variants(definition.Variants));
        var outcomes = new OutcomeFactory(details, watchers ?? []);
        definition.Environments.TryGetValue(environment, out var entry);
        var rules = entry is null ? [] : Rules(definition, entry, outcomes);
        var otherwise = entry is null ? new CompiledAnswer(outcomes.Off(EvaluationReason.NoEnvironment), null)
            : Otherwise(definition, entry, outcomes);
        var cells = counters.For(definition.Key, outcomes.Labels);
        var gates = Gates(definition, rules);
        return new CompiledFlag
        {
            Details = details,
            Key = string.Intern(definition.Key),
            Kills = new KillsSeen(kills.Of(definition.Key), 0),
            Forms = details.Forms,
            Counters = cells,
            Gates = gates,
            BucketBy = string.Intern(definition.BucketBy),
            SaltHash = UnitHash.Of(definition.Salt),
            Otherwise = otherwise,
            Outcomes = new FlagOutcomes(details, watchers ?? [], cells.Labels),
            Fixed = entry is null || gates is null ? otherwise.Serve : null,
            IsStaged = definition.Guard is not null || otherwise.Rollout is { Steps.Count: > 0 }
                || Array.Exists(rules, r => r.Answer.Rollout is { Steps.Count: > 0 }),
        };
    }

    private CompiledGates? Gates(FlagDefinition definition, CompiledRule[] rules)
    {
        if (definition.Requires.Count == 0 && definition.Layer is null && rules.Length == 0) return null;
        return new()
        {
            Requires = [.. definition.Requires.Select(r => new CompiledPrerequisite(_index[r.Flag], r.Flag, r.Variant))],
            Slice = definition.Layer is { } slice ? Slice(slice) : null,
            Rules = rules,
            Runs = RuleRun.Find(rules),
            Mismatches = counters.Mismatches.Of(definition.Key),
        };
    }

    /// <summary>Flags whose variants are the same list, such as those that are on or off, share what was made of it.</summary>
    private CompiledVariant[] Variants(IReadOnlyList<Variant> variants)
    {
        if (_variants.TryGetValue(variants, out var compiled)) return compiled;
        compiled = [.. variants.Select((variant, i) => new CompiledVariant(variant, i))];
        _variants.Add(variants, compiled);
        return compiled;
    }

    private CompiledRule[] Rules(FlagDefinition flag, EnvironmentDefinition entry, OutcomeFactory outcomes) =>
    [
        .. entry.Rules.Select(rule => new CompiledRule(
            rule.Name,
            rule.When is null ? null : _conditions.Compile(rule.When),
            rule.Rollout is null
                ? new(outcomes.Make(rule.Serve!, EvaluationReason.RuleMatch, rule.Name), null)
                : new(null, Rollout(flag, entry, rule.Rollout, rule.Name, outcomes)))),
    ];

    private CompiledAnswer Otherwise(FlagDefinition flag, EnvironmentDefinition entry, OutcomeFactory outcomes)
    {
        if (entry.Rollout is not null) return new(null, Rollout(flag, entry, entry.Rollout, null, outcomes));
        return entry.Serve is null
            ? new(outcomes.Off(EvaluationReason.NoMatch), null)
            : new(outcomes.Make(entry.Serve, EvaluationReason.Served, null), null);
    }

    private CompiledRollout Rollout(
        FlagDefinition flag, EnvironmentDefinition entry, RolloutDefinition rollout, string? rule, OutcomeFactory outcomes)
    {
        // A ramp stands at its first step unless state says otherwise (RolloutOverlay).
        var share = rollout.Ramp is { } ramp ? Math.Min(ramp.StepsMilliPercent[0], rollout.MilliPercent) : rollout.MilliPercent;
        var id = $"{flag.Key}/{environment}/{rule ?? "*"}/{_fingerprint.Of(flag, entry, rollout)}";
        var identity = new RolloutIdentity(id, Stage: 0, share);
        var treatment = 0;
        Outcome[] variants =
        [
            .. rollout.Split.Select(weight => outcomes.Make(weight.Variant, EvaluationReason.Rollout, rule, identity) with
            {
                Treatment = weight.Variant == flag.OffVariant ? -1 : treatment++,
            }),
        ];

        // A split that names the off variant has defined who is control; everybody else is just not in the rollout.
        var hasControl = rollout.Split.Any(weight => weight.Variant == flag.OffVariant && weight.Weight > 0);
        return new CompiledRollout
        {
            Identity = identity,
            CeilingMilli = rollout.MilliPercent,
            Steps = rollout.Ramp?.StepsMilliPercent ?? [],
            Exposed = Threshold.OfMilliPercent(share),
            Splits = SplitThresholds(rollout.Split),
            Variants = variants.Length == 1 ? [] : variants,
            Only = variants.Length == 1 ? variants[0] : null,
            Outside = outcomes.Make(flag.OffVariant, EvaluationReason.OutsideRollout, rule, identity, isDesigned: !hasControl),
        };
    }

    private static ulong[] SplitThresholds(IReadOnlyList<SplitWeight> split)
    {
        if (split.Count == 1) return Whole;
        var total = split.Sum(weight => (long)weight.Weight);
        var thresholds = new ulong[split.Count];
        var cumulative = 0L;
        for (var i = 0; i < thresholds.Length; i++)
        {
            cumulative += split[i].Weight;
            thresholds[i] = Threshold.OfWeight(cumulative, total);
        }

        return thresholds;
    }

    private CompiledSlice Slice(LayerSlice slice)
    {
        if (!_layerSalts.TryGetValue(slice.Name, out var salt))
        {
            salt = UnitHash.Of("layer:" + slice.Name);
            _layerSalts.Add(slice.Name, salt);
        }

        return new(slice.Name, salt, Threshold.OfMilliPercent(slice.FromMilliPercent), Threshold.OfMilliPercent(slice.ToMilliPercent));
    }
}
