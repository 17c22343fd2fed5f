using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents.Linking;

/// <summary>Looks at what flags require: that it exists, ends, and stays affordable.</summary>
internal sealed class PrerequisiteLinker(LinkScope scope)
{
    /// <summary>The evaluations that one evaluation may cause.</summary>
    public const int MaxEvaluations = 64;

    private readonly Dictionary<string, int> _costs = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];

    public void Check()
    {
        foreach (var flag in scope.Flags.Values)
        {
            foreach (var prerequisite in flag.Requires) CheckReference(flag, prerequisite);
            Cost(flag.Key);
        }
    }

    private static JsonPath PathOf(string flag) => JsonPath.Root["flags"][flag]["requires"];

    private void CheckReference(FlagDefinition flag, Prerequisite prerequisite)
    {
        var path = PathOf(flag.Key)[prerequisite.Flag];
        if (!scope.HasFlag(prerequisite.Flag))
        {
            var near = Spelling.Nearest(prerequisite.Flag, scope.Flags.Keys.Where(other => other != flag.Key));
            scope.InFlag(
                ProblemCode.UnknownFlag, ProblemSeverity.Error, flag.Key, path, $"No document has the required flag '{prerequisite.Flag}'.",
                near is null ? "Add it, or take the requirement out." : $"Did you mean '{near}'?");
            return;
        }

        if (!scope.Flags.TryGetValue(prerequisite.Flag, out var required) || required.Variants.Count == 0) return;
        if (required.Variants.Any(v => v.Name == prerequisite.Variant)) return;
        scope.InFlag(
            ProblemCode.UnknownVariant, ProblemSeverity.Error, flag.Key, path,
            $"The required flag '{prerequisite.Flag}' has no variant '{DocumentScope.Shown(prerequisite.Variant)}'.",
            $"Name one of {DocumentScope.Shown(string.Join(", ", required.Variants.Select(v => v.Name)))}.");
    }

    /// <summary>The evaluations that a flag causes, itself included.</summary>
    private int Cost(string key)
    {
        if (_costs.TryGetValue(key, out var known)) return known;
        if (!scope.Flags.TryGetValue(key, out var flag)) return 1;
        if (_open.IndexOf(key) is var start and >= 0)
        {
            scope.InFlag(
                ProblemCode.PrerequisiteCycle, ProblemSeverity.Error, key, PathOf(key),
                $"Flags require each other in a circle: {string.Join(" -> ", _open[start..])} -> {key}.",
                "Take one of the requirements out.");
            return 1;
        }

        var cost = 1;
        if (_open.Count <= MaxEvaluations)
        {
            _open.Add(key);
            foreach (var prerequisite in flag.Requires) cost = Math.Min(cost + Cost(prerequisite.Flag), MaxEvaluations + 2);
            _open.RemoveAt(_open.Count - 1);
        }
        else
        {
            cost = MaxEvaluations + 2;
        }

        if (cost > MaxEvaluations + 1)
        {
            scope.InFlag(
                ProblemCode.TooManyPrerequisites, ProblemSeverity.Error, key, PathOf(key),
                $"One evaluation would cause more than {MaxEvaluations} others.",
                "Require fewer flags, or require them in one place only.");
            cost = 1; // Those who require this flag are not blamed too.
        }

        _costs[key] = cost;
        return cost;
    }
}
