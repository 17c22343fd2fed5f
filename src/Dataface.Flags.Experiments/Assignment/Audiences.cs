using System.Buffers;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Writing;
using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Assignment;

/// <summary>
/// Whether two audiences can have a unit in common. The answer is "yes" unless the opposite can be proved from the conditions: it is better
/// to ask for a layer that is not needed than to mix two experiments.
/// </summary>
internal sealed class Audiences(FlagDocument? flags)
{
    /// <summary>The condition that holds for each context.</summary>
    public static readonly Condition Everybody = new AllCondition([]);

    /// <summary>Who takes part in an experiment.</summary>
    public static Condition Of(ExperimentDesign design)
    {
        var audience = design.Audience ?? Everybody;
        return design.Cohort is { } cohort ? new AllCondition([new SegmentCondition(cohort), audience]) : audience;
    }

    public bool AreDisjoint(Condition a, Condition b)
    {
        if (Denies(a, b) || Denies(b, a)) return true;
        if (a is AnyCondition any) return any.Conditions.All(c => AreDisjoint(c, b));
        if (b is AnyCondition) return AreDisjoint(b, a);
        if (a is AllCondition all) return all.Conditions.Any(c => AreDisjoint(c, b));
        if (b is AllCondition) return AreDisjoint(b, a);
        if (Resolve(a) is { } inner) return AreDisjoint(inner, b);
        if (Resolve(b) is not null) return AreDisjoint(b, a);
        return a is AttributeCondition x && b is AttributeCondition y && x.Attribute == y.Attribute && AttributeValues.AreDisjoint(x, y);
    }

    /// <summary>
    /// Whether each unit of an audience is in another one, as far as that can be proved: each of the other's conditions is one of its own,
    /// or a set that holds one of its own.
    /// </summary>
    public bool Implies(Condition audience, Condition other)
    {
        var own = Parts(audience).ToList();
        return Parts(other).All(part => own.Exists(condition => IsWithin(condition, part)));
    }

    /// <summary>
    /// Whether one is the negation of the other, and stays so: a time window has the same units before it opens and while it is open.
    /// </summary>
    private bool Denies(Condition a, Condition b) => a is NotCondition not && Text(not.Inner) == Text(b) && !HasWindow(b);

    private bool HasWindow(Condition condition) => condition switch
    {
        WindowCondition => true,
        AllCondition all => all.Conditions.Any(HasWindow),
        AnyCondition any => any.Conditions.Any(HasWindow),
        NotCondition not => HasWindow(not.Inner),
        _ => Resolve(condition) is { } inner && HasWindow(inner),
    };

    private Condition Expand(Condition condition) => condition switch
    {
        AllCondition all => new AllCondition([.. all.Conditions.Select(Expand)]),
        AnyCondition any => new AnyCondition([.. any.Conditions.Select(Expand)]),
        NotCondition not => new NotCondition(Expand(not.Inner)),
        _ when Resolve(condition) is { } inner => Expand(inner),
        _ => condition,
    };

    private IEnumerable<Condition> Parts(Condition condition) => condition switch
    {
        AllCondition all => all.Conditions.SelectMany(Parts),
        _ when Resolve(condition) is { } inner => Parts(inner),
        _ => [condition],
    };

    private static bool IsWithin(Condition condition, Condition other) => Text(condition) == Text(other)
        || (condition is AttributeCondition x && other is AttributeCondition y && x.Attribute == y.Attribute
            && AttributeValues.IsSubset(x, y));

    private Condition? Resolve(Condition condition) =>
        condition is SegmentCondition segment ? flags?.Segments.GetValueOrDefault(segment.Segment) : null;

    /// <summary>A condition with what its segments mean, as text to compare.</summary>
    public string Meaning(Condition condition) => Text(Expand(condition));

    /// <summary>A condition as flag documents write it.</summary>
    public static string Text(Condition condition)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) ConditionWriter.Write(json, condition);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
