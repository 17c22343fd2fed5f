using System.Text.Json;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads a condition over one attribute: its name, one operator and that operator's operand.</summary>
internal static class AttributeConditionReader
{
    public const string Attribute = "attribute";

    /// <summary>The operators by the names that documents give them.</summary>
    public static readonly IReadOnlyDictionary<string, ConditionOperator> Operators =
        Enum.GetValues<ConditionOperator>().ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>The properties.</summary>
    public static readonly IReadOnlyList<string> Known = [Attribute, .. Operators.Keys];

    /// <summary>An operator's name in documents.</summary>
    public static string NameOf(ConditionOperator value) =>
        value == ConditionOperator.EqualTo ? "equals" : JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static AttributeCondition? Read(DocumentScope scope, int node)
    {
        var attribute = 0;
        var found = new List<(ConditionOperator Operator, int Node)>(capacity: 1);
        var isSound = true;
        foreach (var (name, child) in scope.Entries(node, "A condition", anyName: true))
        {
            if (name == Attribute) attribute = child;
            else if (Operators.TryGetValue(name, out var known)) found.Add((known, child));
            else isSound = Unknown(scope, child, name);
        }

        if (!isSound && (found.Count != 1 || attribute == 0)) return null; // Said already, with the name that was probably meant.
        if (found.Count != 1) return OneOperator(scope, node, found);
        if (attribute == 0) scope.Missing(node, Attribute, "\"country\"");
        if (attribute == 0 || !TryAttribute(scope, attribute, out var text)) return null;
        var operand = OperandReader.Read(scope, found[0].Node, found[0].Operator);
        return operand is null ? null : new(text, found[0].Operator, operand);
    }

    private static bool TryAttribute(DocumentScope scope, int node, out string name)
    {
        name = "";
        if (!scope.TryText(node, Attribute, out var text)) return false;
        name = text;
        if (text.Length is > 0 and <= Names.MaxLength && !text.Any(char.IsControl)) return true;
        scope.Error(
            ProblemCode.InvalidName, node, $"'{DocumentScope.Shown(text)}' is not a valid attribute name.",
                $"Write 1 to {Names.MaxLength} characters, such as \"country\".");
        return false;
    }

    private static bool Unknown(DocumentScope scope, int node, string name)
    {
        scope.Error(
            ProblemCode.UnknownProperty, node, $"A condition over an attribute has no '{DocumentScope.Shown(name)}'.", Remedy(name));
        return false;
    }

    private static string Remedy(string name)
    {
        if (name is WindowReader.From or WindowReader.Until) return "A time window is a condition of its own: put both into \"all\".";
        var near = Spelling.Nearest(name, Known);
        return near is null ? $"There are {string.Join(", ", Operators.Keys)}." : $"Did you mean '{near}'?";
    }

    private static AttributeCondition? OneOperator(DocumentScope scope, int node, List<(ConditionOperator Operator, int Node)> found)
    {
        var names = string.Join(" and ", found.Select(f => NameOf(f.Operator)));
        scope.Error(
            ProblemCode.OneOperator, node,
            found.Count == 0 ? "The condition has no operator." : $"The condition has {names} at once.",
            found.Count == 0 ? $"Add one of {string.Join(", ", Operators.Keys)}."
                : "Write one condition for each, and put them in \"all\".");
        return null;
    }
}
