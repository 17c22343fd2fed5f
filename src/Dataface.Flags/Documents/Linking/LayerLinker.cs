using Dataface.Flags.Documents.Reading;
using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Linking;

/// <summary>Looks at layers: that they exist, that slices do not overlap, and that flags bucket by the layer's unit.</summary>
internal sealed class LayerLinker(LinkScope scope)
{
    public void Check()
    {
        var slices = scope.Flags.Values.Where(f => f.Layer is not null).ToLookup(f => f.Layer!.Name, StringComparer.Ordinal);
        foreach (var group in slices)
        {
            if (scope.HasLayer(group.Key)) CheckOverlaps(group);
            else foreach (var flag in group) Unknown(flag);
        }

        foreach (var layer in scope.Layers.Values)
        {
            foreach (var flag in slices[layer.Name]) CheckUnit(flag, layer);
            if (slices.Contains(layer.Name)) continue;
            scope.InLayer(
                ProblemCode.UnusedLayer, ProblemSeverity.Warning, layer.Name, JsonPath.Root["layers"][layer.Name],
                $"No flag takes a slice of the layer '{layer.Name}'.", "Use it or remove it.");
        }
    }

    /// <summary>Gives flags that name no unit that of their layer.</summary>
    public void FillIn()
    {
        foreach (var flag in scope.Flags.Values.Where(f => f.BucketBy.Length == 0).ToList())
        {
            scope.FillIn(flag with { BucketBy = UnitOf(flag) });
        }
    }

    private string UnitOf(FlagDefinition flag) =>
        flag.Layer is { } slice ? scope.Layers[slice.Name].BucketBy : EvaluationContext.DefaultUnit;

    private static JsonPath PathOf(FlagDefinition flag) => JsonPath.Root["flags"][flag.Key];

    private void Unknown(FlagDefinition flag)
    {
        var name = flag.Layer!.Name;
        var near = Spelling.Nearest(name, scope.Layers.Keys);
        scope.InFlag(
            ProblemCode.UnknownLayer, ProblemSeverity.Error, flag.Key, PathOf(flag)["layer"]["name"], $"No document has a layer '{name}'.",
            near is null ? $"Add it: \"layers\": {{ \"{name}\": {{ \"bucketBy\": \"userId\" }} }}." : $"Did you mean '{near}'?");
    }

    private void CheckOverlaps(IEnumerable<FlagDefinition> flags)
    {
        FlagDefinition? widest = null;
        foreach (var flag in flags.OrderBy(f => f.Layer!.FromMilliPercent).ThenBy(f => f.Key, StringComparer.Ordinal))
        {
            if (widest is not null && flag.Layer!.FromMilliPercent < widest.Layer!.ToMilliPercent)
            {
                scope.InFlag(
                    ProblemCode.SliceOverlap, ProblemSeverity.Error, flag.Key, PathOf(flag)["layer"],
                    $"The slice overlaps that of '{widest.Key}', which takes {Percentage.Text(widest.Layer.FromMilliPercent)} to "
                        + $"{Percentage.Text(widest.Layer.ToMilliPercent)} of '{flag.Layer.Name}'.",
                    "Choose a part of the layer that no other flag has.");
            }

            if (widest is null || flag.Layer!.ToMilliPercent > widest.Layer!.ToMilliPercent) widest = flag;
        }
    }

    private void CheckUnit(FlagDefinition flag, LayerDefinition layer)
    {
        if (flag.BucketBy.Length == 0 || flag.BucketBy == layer.BucketBy) return;
        scope.InFlag(
            ProblemCode.LayerUnitDiffers, ProblemSeverity.Error, flag.Key, PathOf(flag)["bucketBy"],
            $"The flag buckets by '{flag.BucketBy}', but its layer '{layer.Name}' by '{layer.BucketBy}'.",
            "Take 'bucketBy' out: a flag in a layer has the layer's.");
    }
}
