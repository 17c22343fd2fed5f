using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.State;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>The flag behind an experiment.</summary>
internal static class FlagChecks
{
    public static void HasFlag(CheckScope scope)
    {
        if (scope.Experiment.Flag is not null) return;
        scope.Error(
            ExperimentProblemCode.NoFlag, "flag", "No flag is behind it, so that it could not be switched off.",
            "Write 'flag:' and the key of a flag of the flag document.");
    }

    public static void FlagFits(CheckScope scope)
    {
        if (scope.Experiment.Flag is not { } key || scope.Context.Flags is not { } flags
            || scope.Experiment.Status >= ExperimentStatus.Decided) return;
        if (!flags.Flags.TryGetValue(key, out var flag))
        {
            scope.ErrorOnceAgreed(ExperimentProblemCode.UnknownFlag, "flag", $"The flag document has no flag '{key}'.",
                YamlText.Instead(key, [.. flags.Flags.Keys]));
            return;
        }

        VariantsExist(scope, flag);
        LayerIsTheSame(scope, flag, flags);
        if (scope.Design.End is not { } end) return;
        var stop = FlagStop.Of(key, flags, FlagState.Empty).Where(stop => stop.Flag is not null).MinBy(stop => stop.Flag!.EffectiveExpiry)!;
        if (stop.Flag!.EffectiveExpiry < end)
        {
            scope.ErrorOnceAgreed(
                ExperimentProblemCode.FlagExpiresEarly, "design.end",
                $"The flag{(stop.Key == key ? "" : $" '{stop.Key}' that it requires")} expires on {stop.Flag.EffectiveExpiry:O}, before "
                + "the experiment ends.",
                "End the experiment earlier, or let the flag live longer.");
        }
    }

    public static void FlagIsGone(CheckScope scope)
    {
        if (!scope.EndsFlag || scope.Experiment.Flag is not { } key) return;
        var place = scope.Context.Flags?.Flags.ContainsKey(key) == true ? "the flag document" : scope.Context.Code?.Find(key);
        if (place is null) return;
        var deadline = scope.Decision.On.AddDays(scope.Policy.CleanupDays);
        var message = $"It was decided on {scope.Decision.On:O}, and its flag '{key}' is still in {place}.";
        var remedy = scope.Decision.Verdict == Verdict.Ship
            ? "Keep the new code, and remove the flag and the old code." : "Remove the flag and the new code.";
        if (scope.Experiment.Status == ExperimentStatus.CleanedUp || scope.Context.Today > deadline)
            scope.Error(ExperimentProblemCode.FlagRemains, "flag", message, remedy);
        else scope.Warning(ExperimentProblemCode.FlagRemains, "flag", message, $"{remedy} Until {deadline:O} this is a warning.");
    }

    private static void VariantsExist(CheckScope scope, FlagDefinition flag)
    {
        var names = flag.Variants.Select(v => v.Name).ToList();
        foreach (var arm in scope.Design.Treatments.Prepend(scope.Design.Control).Where(arm => arm.Length > 0 && !names.Contains(arm)))
        {
            var path = arm == scope.Design.Control ? "design.control" : "design.treatments";
            scope.ErrorOnceAgreed(ExperimentProblemCode.UnknownVariant, path,
                $"The flag '{flag.Key}' has no variant '{YamlText.Shown(arm)}'.", YamlText.Instead(arm, names));
        }
    }

    private static void LayerIsTheSame(CheckScope scope, FlagDefinition flag, FlagDocument flags)
    {
        if (scope.Design.Layer is not { } layer) return;
        if (!flags.Layers.ContainsKey(layer))
        {
            scope.ErrorOnceAgreed(ExperimentProblemCode.UnknownLayer, "design.layer", $"The flag document has no layer '{layer}'.",
                YamlText.Instead(layer, [.. flags.Layers.Keys]));
        }
        else if (flag.Layer?.Name != layer)
        {
            scope.ErrorOnceAgreed(
                ExperimentProblemCode.LayerDiffers, "design.layer", $"The flag '{flag.Key}' takes no slice of the layer '{layer}'.",
                $"Add \"layer\": {{ \"name\": \"{layer}\", \"from\": 0, \"to\": 50 }} to the flag, or take the layer out.");
        }
    }
}
