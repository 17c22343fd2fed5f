using Dataface.Flags.Documents.Conditions;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads and checks what an operator tests against.</summary>
internal static class OperandReader
{
    /// <summary>The operand, or null, said why.</summary>
    public static ConditionOperand? Read(DocumentScope scope, int node, ConditionOperator comparison)
    {
        var name = AttributeConditionReader.NameOf(comparison);
        switch (comparison)
        {
            case ConditionOperator.In or ConditionOperator.NotIn:
                return List(scope, node, name);
            case ConditionOperator.EqualTo:
                return Alike(scope, [node], node, name);
            case ConditionOperator.Exists:
                return scope.TryBoolean(node, name, out var exists) ? new() { Boolean = exists } : null;
            case ConditionOperator.LessThan or ConditionOperator.AtMost or ConditionOperator.GreaterThan or ConditionOperator.AtLeast:
                return ScalarReader.TryNumber(scope, node, name, out var number) ? new() { Numbers = [number] } : null;
        }

        if (comparison is ConditionOperator.Before or ConditionOperator.After)
        {
            return TryInstant(scope, node, name, out var instant) ? new() { Instant = instant } : null;
        }

        if (!scope.TryText(node, name, out var text)) return null;
        return comparison switch
        {
            ConditionOperator.Matches => Pattern(scope, node, text),
            ConditionOperator.Semver => Range(scope, node, text),
            _ => Part(scope, node, name, text),
        };
    }

    /// <summary>Whether a node is a point in time; says so when it is none.</summary>
    public static bool TryInstant(DocumentScope scope, int node, string name, out DateTimeOffset instant)
    {
        instant = default;
        if (!scope.TryText(node, name, out var text)) return false;
        if (InstantText.TryParse(text, out instant)) return true;
        scope.Error(
            ProblemCode.InvalidInstant, node, $"'{name}' is \"{DocumentScope.Shown(text)}\", which is not a valid date and time.",
            "Write ISO 8601, such as \"2027-02-01T09:00:00Z\"; without an offset it is UTC.");
        return false;
    }

    private static ConditionOperand? List(DocumentScope scope, int node, string name)
    {
        var items = new List<int>();
        foreach (var item in scope.Items(node, name)) items.Add(item);
        if (items.Count > 0) return Alike(scope, items, node, name);
        if (scope.Tree.KindOf(node) == JsonNodeKind.Array)
        {
            scope.Error(ProblemCode.InvalidOperand, node, $"'{name}' is empty.",
                "Write at least one value in it, or take the condition out.");
        }

        return null;
    }

    private static ConditionOperand? Alike(DocumentScope scope, IReadOnlyList<int> items, int node, string name)
    {
        var kind = Kind(scope, items[0]);
        if (kind is null || items.Any(item => Kind(scope, item) != kind))
        {
            scope.Error(
                ProblemCode.InvalidOperand, node, $"'{name}' has values that are not all strings, all numbers or all booleans.",
                "Write values of the attribute's type only.");
            return null;
        }

        return kind switch
        {
            JsonNodeKind.String => Strings(scope, items, name),
            JsonNodeKind.Number => Numbers(scope, items, name),
            _ => new() { Booleans = [.. items.Select(item => scope.Tree.KindOf(item) == JsonNodeKind.True)] },
        };
    }

    /// <summary>The type of a value, true and false being one; null when no operand is of it.</summary>
    private static JsonNodeKind? Kind(DocumentScope scope, int item) => scope.Tree.KindOf(item) switch
    {
        JsonNodeKind.False => JsonNodeKind.True,
        JsonNodeKind.Null or JsonNodeKind.Array or JsonNodeKind.Object => null,
        var kind => kind,
    };

    private static ConditionOperand? Strings(DocumentScope scope, IReadOnlyList<int> items, string name)
    {
        var texts = new List<string>(items.Count);
        foreach (var item in items)
        {
            if (!scope.TryText(item, name, out var text)) return null;
            texts.Add(text);
        }

        return new() { Strings = texts };
    }

    private static ConditionOperand? Numbers(DocumentScope scope, IReadOnlyList<int> items, string name)
    {
        var numbers = new List<DocumentNumber>(items.Count);
        foreach (var item in items)
        {
            if (!ScalarReader.TryNumber(scope, item, name, out var number)) return null;
            numbers.Add(number);
        }

        return new() { Numbers = numbers };
    }

    private static ConditionOperand? Part(DocumentScope scope, int node, string name, string text)
    {
        if (text.Length > 0) return new() { Strings = [text] };
        scope.Error(ProblemCode.InvalidOperand, node, $"'{name}' is empty, which every text would match.",
            "Write the text, or use \"exists\": true.");
        return null;
    }

    private static ConditionOperand? Pattern(DocumentScope scope, int node, string text)
    {
        if (LinearPattern.Refusal(text) is not { } why) return new() { Strings = [text] };
        scope.Error(
            ProblemCode.InvalidPattern, node, $"'matches' cannot be used: {why}",
            "Write a regular expression without look-around, back-references or huge counts, or use startsWith, endsWith, contains or in.");
        return null;
    }

    private static ConditionOperand? Range(DocumentScope scope, int node, string text)
    {
        if (SemverRange.TryParse(text, out _)) return new() { Strings = [text] };
        scope.Error(
            ProblemCode.InvalidVersionRange, node, $"\"{DocumentScope.Shown(text)}\" is not a valid version range.",
            "Write comparisons with whole versions, such as \">=1.2.0 <2.0.0\", alternatives with \"||\".");
        return null;
    }
}
