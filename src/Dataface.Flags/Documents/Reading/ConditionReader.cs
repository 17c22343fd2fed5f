namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads conditions.</summary>
internal static class ConditionReader
{
    /// <summary>How deep all, any and not may nest.</summary>
    public const int MaxDepth = 16;

    /// <summary>Stands for a condition that could not be read, so that the rest of the document is still looked at.</summary>
    private static readonly Condition Broken = new AllCondition([]);

    private static readonly ObjectShape Shape = new("all", "any", "not", "segment", WindowReader.From, WindowReader.Until);
    private static readonly string[] AllNames = [.. Shape.Names, .. AttributeConditionReader.Known];
    private static readonly string Forms =
        "Write one of {\"all\": [...]}, {\"any\": [...]}, {\"not\": {...}}, {\"segment\": \"name\"}, {\"from\": instant, "
        + "\"until\": instant} or {\"attribute\": \"name\", operator: operand}.";

    public static Condition Read(DocumentScope scope, int node) => Read(scope, node, 1);

    private static Condition Read(DocumentScope scope, int node, int depth)
    {
        if (depth > MaxDepth)
        {
            scope.Error(
                ProblemCode.ConditionTooDeep, node, $"The condition nests deeper than {MaxDepth} levels.",
                "Name a part of it as a segment, or flatten it.");
            return Broken;
        }

        if (!scope.Is(node, JsonNodeKind.Object, "A condition")) return Broken;
        var names = Names(scope, node);
        if (IsOverAttribute(names)) return AttributeConditionReader.Read(scope, node) ?? Broken;
        if (!scope.TryOpen(node, Shape, "A condition", out var fields)) return Broken;
        if (Only(scope, node, names) is not { } name) return Broken;
        if (name is WindowReader.From or WindowReader.Until)
        {
            return WindowReader.Read(scope, fields[WindowReader.From], fields[WindowReader.Until]) ?? Broken;
        }

        var value = fields[name];
        return name switch
        {
            "all" => new AllCondition(List(scope, value, name, depth)),
            "any" => new AnyCondition(List(scope, value, name, depth)),
            "not" => new NotCondition(Read(scope, value, depth + 1)),
            _ => scope.TryName(value, "segment", out var segment) ? new SegmentCondition(segment) : Broken,
        };
    }

    private static List<string> Names(DocumentScope scope, int node)
    {
        var names = new List<string>(capacity: 2);
        for (var child = JsonTree.FirstChild(node); child < scope.Tree[node].Next; child = scope.Tree[child].Next)
            names.Add(scope.Tree.NameOf(child));
        return names;
    }

    /// <summary>Whether a condition is one over an attribute: it says so, or its names are of such a condition, or like them.</summary>
    private static bool IsOverAttribute(List<string> names) =>
        names.Contains(AttributeConditionReader.Attribute)
        || (!names.Exists(Shape.Names.Contains)
            && names.Exists(name => Spelling.Nearest(name, AllNames) is { } near && AttributeConditionReader.Known.Contains(near)));

    /// <summary>The one form that the condition has; null, said why, when it has none or several.</summary>
    private static string? Only(DocumentScope scope, int node, List<string> given)
    {
        var names = given.FindAll(Shape.Names.Contains);
        if (names.Count == 1 || (names.Count > 1 && names.TrueForAll(n => n is WindowReader.From or WindowReader.Until))) return names[0];
        if (names.Count == 0 && given.Count > 0) return null; // Said already, with the name that was probably meant.
        scope.Error(
            ProblemCode.InvalidCondition, node,
            names.Count == 0 ? "The condition is empty." : $"The condition has {string.Join(" and ", names)} at once.", Forms);
        return null;
    }

    private static List<Condition> List(DocumentScope scope, int node, string name, int depth)
    {
        var conditions = new List<Condition>();
        foreach (var item in scope.Items(node, name)) conditions.Add(Read(scope, item, depth + 1));
        if (conditions.Count == 0 && scope.Tree.KindOf(node) == JsonNodeKind.Array)
        {
            scope.Error(ProblemCode.InvalidCondition, node, $"'{name}' is empty.", "Write at least one condition in it, or take it out.");
        }

        return conditions;
    }
}
