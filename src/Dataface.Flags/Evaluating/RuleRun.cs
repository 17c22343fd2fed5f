using System.Collections.Frozen;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Conditions;
using Dataface.Flags.Values;

namespace Dataface.Flags.Evaluating;

/// <summary>
/// Rules, one after another, that each ask whether one and the same attribute equals a text, or each a number: the first that matches is
/// looked up, and need not be searched for. Immutable; thread-safe.
/// </summary>
internal sealed class RuleRun
{
    /// <summary>Fewer are asked one by one.</summary>
    private const int Least = 4;

    private readonly CompiledCondition _condition;
    private readonly FrozenDictionary<string, int> _texts;
    private readonly FrozenDictionary<DocumentNumber, int> _numbers;

    private RuleRun(CompiledRule[] rules, int start, int end)
    {
        var (texts, numbers) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<DocumentNumber, int>());
        for (var rule = start; rule < end; rule++)
        {
            var operand = ((AttributeCondition)EqualityOf(rules[rule])!.Definition).Operand;
            foreach (var text in operand.Strings ?? []) texts.TryAdd(text, rule);
            foreach (var number in operand.Numbers ?? []) numbers.TryAdd(number, rule);
        }

        _condition = EqualityOf(rules[start])!;
        (_texts, _numbers) = (texts.ToFrozenDictionary(StringComparer.Ordinal), numbers.ToFrozenDictionary());
        End = end;
    }

    /// <summary>The rule after the last.</summary>
    public int End { get; }

    /// <summary>The runs of a list of rules, each at the index of its first rule; null when there is none.</summary>
    public static RuleRun?[]? Find(CompiledRule[] rules)
    {
        RuleRun?[]? runs = null;
        for (var start = 0; start < rules.Length;)
        {
            var (first, end) = (EqualityOf(rules[start]), start + 1);
            while (first is not null && end < rules.Length && AsksTheSame(first, EqualityOf(rules[end]))) end++;
            if (end - start >= Least) (runs ??= new RuleRun?[rules.Length])[start] = new RuleRun(rules, start, end);
            start = end;
        }

        return runs;
    }

    /// <summary>Whether a look-up tells which rule is the first that matches; if not, they must be asked one by one.</summary>
    /// <param name="first">The rule's index, or -1 when none matches.</param>
    public bool TryFindFirst(EvaluationContext context, ref AttributeCursor cursor, out int first)
    {
        first = -1;
        var index = cursor.IndexOf(context, _condition.Name, _condition.NameNumber);
        if (index < 0) return true;
        var value = context[index].Value;
        switch (value.Kind)
        {
            case AttributeKind.Text when _condition.Numbers is null:
                if (_texts.TryGetValue(value.Text, out var ofText)) first = ofText;
                return true;
            case AttributeKind.Integer when _condition.Numbers is not null:
                if (_numbers.TryGetValue(value.Integer, out var ofInteger)) first = ofInteger;
                return true;
            case AttributeKind.Number when _condition.Numbers is not null && double.IsFinite(value.Number):
                if (_numbers.TryGetValue(value.Number, out var ofNumber)) first = ofNumber;
                return true;
            default:
                // Such as a list; or a value that can never match, which each rule tells.
                return false;
        }
    }

    private static bool AsksTheSame(CompiledCondition first, CompiledCondition? other) =>
        other is not null && other.Name == first.Name && (other.Numbers is null) == (first.Numbers is null);

    /// <summary>The rule's condition if it asks for equality with strings or numbers and nothing else.</summary>
    private static CompiledCondition? EqualityOf(CompiledRule rule)
    {
        var condition = rule.When;
        while (condition is { Shape: ConditionShape.Segment } or { Shape: ConditionShape.All or ConditionShape.Any, Children.Length: 1 })
        {
            condition = condition.Children[0];
        }

        return condition is
        {
            Shape: ConditionShape.Attribute, Operator: ConditionOperator.In or ConditionOperator.EqualTo, Booleans: null,
        } ? condition : null;
    }
}
