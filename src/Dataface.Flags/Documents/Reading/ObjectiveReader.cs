namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads objectives, and what guards say of them.</summary>
internal static class ObjectiveReader
{
    private static readonly ObjectShape Shape = new("objective");
    private static readonly ObjectShape SloShape = new("objective", "onSharedBurn");

    public static ObjectiveDefinition? Read(DocumentScope scope, string name, int node)
    {
        if (!scope.TryOpen(node, Shape, "An objective", out var fields)) return null;
        return scope.TryRequire(fields, "objective", "99.9", out var value) && Percent(scope, value) is { } percent
            ? new() { Name = name, Percent = percent }
            : null;
    }

    /// <summary>What a guard says: a number is an objective of its own, a text names one of the service.</summary>
    public static GuardDefinition Slo(DocumentScope scope, int node, FlagKind kind, GuardDefinition guard)
    {
        if (node == 0 || !scope.TryOpen(node, SloShape, "slo", out var fields)) return guard;
        if (!scope.TryRequire(fields, "objective", "99.9", out var value)) return guard;
        guard = guard with { OnSharedBurn = OnSharedBurn(scope, fields["onSharedBurn"], kind) };
        if (scope.Tree.KindOf(value) != JsonNodeKind.String) return guard with { SloObjective = Percent(scope, value) };
        return scope.TryName(value, "objective", out var name) ? guard with { Objective = name } : guard;
    }

    private static SharedBurnAction OnSharedBurn(DocumentScope scope, int node, FlagKind kind)
    {
        var usual = kind is FlagKind.Release or FlagKind.Operations ? SharedBurnAction.Hold : SharedBurnAction.Abort;
        if (node == 0 || !scope.TryText(node, "onSharedBurn", out var text)) return usual;
        if (text == "hold") return SharedBurnAction.Hold;
        if (text == "abort") return SharedBurnAction.Abort;
        scope.Error(
            ProblemCode.InvalidGuard, node, $"There is no '{DocumentScope.Shown(text)}'.",
            "Write \"hold\", the default of releases and operations, or \"abort\", that of all others.");
        return usual;
    }

    private static double? Percent(DocumentScope scope, int node)
    {
        if (!ScalarReader.TryDouble(scope, node, "objective", out var objective)) return null;
        if (objective is > 0 and < 100) return objective;
        scope.Error(
            ProblemCode.InvalidObjective, node, "'objective' is not between 0 and 100 %.",
            "Write the share of good requests in percent, such as 99.9.");
        return null;
    }
}
