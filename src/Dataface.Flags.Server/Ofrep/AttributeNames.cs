using System.Collections.Frozen;
using System.Text.Json;
using Dataface.Flags.Documents.Conditions;

namespace Dataface.Flags.Server.Ofrep;

/// <summary>The attributes that the flags of one snapshot, and their guards, ask for. Immutable; thread-safe.</summary>
internal sealed class AttributeNames
{
    private readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _names;
    private readonly int _longest;

    public AttributeNames(FlagSnapshot flags)
    {
        // userId is always known: it may be named beside the targeting key.
        var names = new HashSet<string>(StringComparer.Ordinal) { EvaluationContext.DefaultUnit };
        foreach (var flag in flags.Flags)
        {
            names.Add(flag.BucketBy);
            if (flag.Details.Definition.Guard?.Source is { } source) names.Add(source);
            foreach (var rule in flag.Rules) Collect(rule.When, names);
        }

        HasTargetingKey = names.Contains("targetingKey");
        _longest = names.Max(name => name.Length);
        _names = names.ToFrozenDictionary(string.Intern, string.Intern, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Whether a flag asks for the targeting key by this name, and not as the unit that it is.</summary>
    public bool HasTargetingKey { get; }

    /// <summary>The property's name as the flags have it, or null when none asks for it. Allocates nothing.</summary>
    public string? Find(ref Utf8JsonReader json)
    {
        // A character takes at most six bytes when it is escaped.
        var bytes = json.HasValueSequence ? json.ValueSequence.Length : json.ValueSpan.Length;
        if (bytes > _longest * 6) return null;
        Span<char> name = stackalloc char[(int)bytes];
        return _names.TryGetValue(name[..json.CopyString(name)], out var known) ? known : null;
    }

    private static void Collect(CompiledCondition? condition, HashSet<string> names)
    {
        if (condition is null) return;
        if (condition.Shape == ConditionShape.Attribute) names.Add(condition.Name);
        foreach (var child in condition.Children) Collect(child, names);
    }
}
