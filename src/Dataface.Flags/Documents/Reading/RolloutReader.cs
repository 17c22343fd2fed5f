using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads rollouts and ramps.</summary>
internal static class RolloutReader
{
    private const int MaxWeight = 1_000_000;
    private const int MaxSteps = 100;
    private static readonly TimeSpan DefaultHold = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestHold = TimeSpan.FromDays(30);

    // Nearly every flag has it, so they share it.
    private static readonly SplitWeight[] OnlyOn = [new("on", 1)];

    private static readonly ObjectShape Shape = new("percent", "split", "ramp");
    private static readonly ObjectShape RampShape = new("steps", "hold", "onInconclusive", "patience", "startAt", "reason");

    /// <param name="scope">The document.</param>
    /// <param name="node">The rollout.</param>
    /// <param name="variants">The flag's variants.</param>
    /// <param name="off">Its off variant.</param>
    /// <param name="isImported">Whether users had the flag before, so that a ramp may start where they are.</param>
    public static RolloutDefinition? Read(
        DocumentScope scope, int node, IReadOnlyList<Variant> variants, string off, bool isImported)
    {
        if (!scope.TryOpen(node, Shape, "A rollout", out var fields)) return null;
        var milli = 0;
        if (scope.TryRequire(fields, "percent", "5", out var percent)) ScalarReader.TryPercent(scope, percent, "percent", out milli);
        var split = fields["split"] is var weights && weights != 0
            ? Split(scope, weights, variants) : OnlyTreatment(scope, node, variants, off);
        var ramp = fields["ramp"] is var steps && steps != 0 ? Ramp(scope, steps, milli, isImported) : null;
        return new() { Percent = Percentage.Of(milli), Split = split, Ramp = ramp };
    }

    private static IReadOnlyList<SplitWeight> Split(DocumentScope scope, int node, IReadOnlyList<Variant> variants)
    {
        var split = new List<SplitWeight>();
        foreach (var (name, value) in scope.Entries(node, "split", anyName: true))
        {
            if (variants.Count > 0 && variants.All(v => v.Name != name)) VariantsReader.UnknownVariant(scope, value, name, variants);
            else if (ScalarReader.TryInteger(scope, value, ProblemCode.InvalidWeight, name, 0, MaxWeight, out var weight))
                split.Add(new(name, weight));
            else return [];
        }

        if (split.All(s => s.Weight == 0) && scope.Tree.KindOf(node) == JsonNodeKind.Object)
        {
            scope.Error(ProblemCode.AllWeightsZero, node, "No variant of the split has a weight above zero.",
                "Give at least one a weight, or set percent to 0.");
        }

        split.Sort((left, right) => string.CompareOrdinal(left.Variant, right.Variant));
        return split;
    }

    /// <summary>A split that is accepted, of some of the variants if they are many.</summary>
    public static string SplitHint(IReadOnlyList<Variant> others) =>
        $"\"split\": {{ {string.Join(", ", others.Take(5).Select(v => $"\"{v.Name}\": 1"))} }}";

    private static IReadOnlyList<SplitWeight> OnlyTreatment(DocumentScope scope, int node, IReadOnlyList<Variant> variants, string off)
    {
        var others = variants.Where(v => v.Name != off).ToArray();
        if (others.Length == 1) return others[0].Name == OnlyOn[0].Variant ? OnlyOn : [new(others[0].Name, 1)];
        if (others.Length > 1 && others.Length < variants.Count)
        {
            scope.Error(
                ProblemCode.SplitMissing, node, "The rollout does not say how several variants share it.",
                $"Add {SplitHint(others)}.");
        }

        return [];
    }

    private static RampDefinition? Ramp(DocumentScope scope, int node, int ceiling, bool isImported)
    {
        if (!scope.TryOpen(node, RampShape, "A ramp", out var fields)) return null;
        var steps = new List<int>();
        if (scope.TryRequire(fields, "steps", RampHint.Steps(scope.Policy, ceiling), out var list)) Steps(scope, list, steps, ceiling);
        var hold = DefaultHold;
        if (fields["hold"] is var value && value != 0 && SpanReader.TryRead(scope, value, "hold", LongestHold, "01:00:00", out var given))
            hold = given;
        var (startAt, reason) = Start(scope, fields, steps, isImported);
        return steps.Count == 0 ? null : new()
        {
            StepsPercent = new PercentageList(steps),
            Hold = hold,
            Patience = Patience(scope, fields),
            StartAtPercent = startAt is { } start ? Percentage.Of(start) : null,
            StartReason = reason,
        };
    }

    /// <summary>Where an imported rollout goes on, and why; nothing for a ramp that begins here.</summary>
    private static (int? StartAt, string? Reason) Start(DocumentScope scope, Fields fields, List<int> steps, bool isImported)
    {
        var node = fields["startAt"];
        if (node == 0)
        {
            if (fields["reason"] is var lonely && lonely != 0)
                scope.Error(ProblemCode.InvalidStart, lonely, "'reason' says why a ramp starts where it does, and there is no 'startAt'.",
                    "Take 'reason' out, or add \"startAt\" with the first step.");
            return default;
        }

        var reason = scope.RequiredText(fields, "reason", "these users have it already");
        if (!ScalarReader.TryPercent(scope, node, "startAt", out var milli)) return default;
        if (!isImported)
        {
            scope.Error(ProblemCode.InvalidStart, node, "The flag has 'startAt' but no 'imported', so no user had it before.",
                "Take 'startAt' and 'reason' out and begin at or below 5 %; or say where the flag came from with \"imported\".");
            return default;
        }

        if (steps.Count == 0 || steps[0] == milli) return (milli, reason);
        scope.Error(
            ProblemCode.InvalidStart, node,
            $"The ramp starts at {Percentage.Text(milli)} %, but its first step is {Percentage.Text(steps[0])} %.",
            $"Write \"startAt\": {Percentage.Text(steps[0])}, or make {Percentage.Text(milli)} the first step.");
        return default;
    }

    /// <summary>After how long a ramp goes on without evidence; null for never.</summary>
    private static TimeSpan? Patience(DocumentScope scope, Fields fields)
    {
        var patience = RampDefinition.DefaultPatience;
        if (fields["patience"] is var value && value != 0
            && SpanReader.TryRead(scope, value, "patience", LongestHold, "1.00:00:00", out var given)) patience = given;
        if (fields["onInconclusive"] is not (var node and not 0) || !scope.TryText(node, "onInconclusive", out var text)) return null;
        if (text == "advance") return patience;
        if (text != "hold")
            scope.Error(ProblemCode.InvalidGuard, node, $"There is no '{DocumentScope.Shown(text)}'.",
                "Write \"hold\", which is the default, or \"advance\".");
        return null;
    }

    private static void Steps(DocumentScope scope, int node, List<int> steps, int ceiling)
    {
        foreach (var item in scope.Items(node, "steps"))
        {
            if (!ScalarReader.TryPercent(scope, item, "step", out var step)) continue;
            if (step == 0 || (steps.Count > 0 && step <= steps[^1]))
            {
                scope.Error(ProblemCode.InvalidSteps, item, "The steps do not ascend from above 0.",
                    $"Write each larger than the one before, such as {RampHint.Steps(scope.Policy, ceiling)}.");
                continue;
            }

            steps.Add(step);
        }

        if (scope.Tree.KindOf(node) != JsonNodeKind.Array) return;
        if (scope.Tree[node].Next == JsonTree.FirstChild(node))
        {
            scope.Error(ProblemCode.InvalidSteps, node, "'steps' is empty.",
                $"Write at least one share, such as {RampHint.Steps(scope.Policy, ceiling)}.");
        }

        if (steps.Count > MaxSteps)
            scope.Error(ProblemCode.InvalidSteps, node, $"The ramp has {steps.Count} steps.", $"Write at most {MaxSteps}.");
        if (steps.Count > 0 && steps[^1] < ceiling)
        {
            scope.Warning(
                ProblemCode.RampEndsEarly, node, "The last step is below 'percent', so that the rollout never gets there.",
                "Add 'percent' as the last step, or lower it.");
        }
    }
}
