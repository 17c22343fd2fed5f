using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads layers and the slices that flags take of them.</summary>
internal static class LayerReader
{
    private static readonly ObjectShape Shape = new("bucketBy");
    private static readonly ObjectShape SliceShape = new("name", "from", "to");

    public static LayerDefinition? Read(DocumentScope scope, string name, int node) =>
        scope.TryOpen(node, Shape, "A layer", out var fields) ? new()
        {
            Name = name,
            BucketBy = BucketBy(scope, fields) ?? EvaluationContext.DefaultUnit,
        } : null;

    /// <summary>The attribute to bucket by, or null when none is given.</summary>
    public static string? BucketBy(DocumentScope scope, Fields fields)
    {
        if (fields["bucketBy"] is var node && node == 0) return null;
        return scope.TryName(node, "bucketBy", out var attribute) ? attribute : null;
    }

    public static LayerSlice? Slice(DocumentScope scope, int node)
    {
        if (!scope.TryOpen(node, SliceShape, "A slice of a layer", out var fields)) return null;
        var isSound = scope.TryRequire(fields, "name", "\"checkout\"", out var nameNode) & TryEnd(scope, fields, "from", out var from)
            & TryEnd(scope, fields, "to", out var to);
        if (!isSound || !scope.TryName(nameNode, "layer", out var name)) return null;
        if (from < to) return new() { Name = name, FromPercent = Percentage.Of(from), ToPercent = Percentage.Of(to) };
        scope.Error(ProblemCode.InvalidSlice, node, "The slice is empty: 'from' is not below 'to'.",
            "Write percentages such as \"from\": 0, \"to\": 20.");
        return null;
    }

    private static bool TryEnd(DocumentScope scope, Fields fields, string name, out int milli)
    {
        milli = 0;
        return scope.TryRequire(fields, name, "20", out var node) && ScalarReader.TryPercent(scope, node, name, out milli);
    }
}
