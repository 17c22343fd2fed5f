namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads which signals a flag is watched by.</summary>
internal static class GuardReader
{
    private static readonly ObjectShape Shape = new("errors", "latency", "counters", "abortOn", "slo");
    private static readonly ObjectShape SignalShape = new();
    private static readonly ObjectShape SloShape = new("objective");

    public static GuardDefinition? Read(DocumentScope scope, int node)
    {
        if (!scope.TryOpen(node, Shape, "A guard", out var fields)) return null;
        return new()
        {
            Errors = IsWatched(scope, fields["errors"], "errors"),
            Latency = IsWatched(scope, fields["latency"], "latency"),
            Counters = Names(scope, fields["counters"], "counters"),
            AbortOn = Names(scope, fields["abortOn"], "abortOn"),
            SloObjective = fields["slo"] is var slo && slo != 0 ? Objective(scope, slo) : null,
        };
    }

    /// <summary>Watched unless it is false; an object holds settings, of which there are none yet.</summary>
    private static bool IsWatched(DocumentScope scope, int node, string what)
    {
        if (node == 0) return true;
        if (scope.Tree.KindOf(node) is JsonNodeKind.False or JsonNodeKind.True) return scope.Tree.KindOf(node) == JsonNodeKind.True;
        scope.TryOpen(node, SignalShape, what, out _);
        return true;
    }

    private static List<string> Names(DocumentScope scope, int node, string what)
    {
        var names = new List<string>();
        if (node == 0) return names;
        foreach (var item in scope.Items(node, what))
        {
            if (scope.TryName(item, what, out var name)) names.Add(name);
        }

        return names;
    }

    private static double? Objective(DocumentScope scope, int node)
    {
        if (!scope.TryOpen(node, SloShape, "slo", out var fields)) return null;
        if (!scope.TryRequire(fields, "objective", "99.9", out var value)) return null;
        if (!ScalarReader.TryDouble(scope, value, "objective", out var objective)) return null;
        if (objective is > 0 and < 100) return objective;
        scope.Error(ProblemCode.InvalidObjective, value, "'objective' is not between 0 and 100 %.", "Write the share of good requests in percent, such as 99.9.");
        return null;
    }
}
