using System.Globalization;
using Dataface.Flags.Documents.Model;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads which signals a flag is watched by.</summary>
internal static class GuardReader
{
    private const double MostAlpha = 0.1;
    private const double MostRatio = 1_000;
    private const double MostNoHarm = 10;
    private const int MostRatios = 20;
    private const int MostThresholds = 5;
    private const int MostCounters = 20;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestLatency = TimeSpan.FromMinutes(10);

    private static readonly ObjectShape Shape =
        new("errors", "giveUps", "latency", "counters", "abortOn", "slo", "alpha", "grid", "noHarmRatio", "source", "observeOnly",
            "silence");
    private static readonly ObjectShape ErrorsShape = new("tolerated", "atMost");
    private static readonly ObjectShape LatencyShape = new("thresholds");

    public static GuardDefinition? Read(DocumentScope scope, int node, FlagKind kind)
    {
        if (!scope.TryOpen(node, Shape, "A guard", out var fields)) return null;
        var guard = new GuardDefinition
        {
            Counters = Counters(scope, fields["counters"]),
            AbortOn = Names(scope, fields["abortOn"], "abortOn"),
        };
        guard = ObjectiveReader.Slo(scope, fields["slo"], kind, Latency(scope, fields["latency"], Errors(scope, fields["errors"], guard)));
        if (fields["giveUps"] is var gaveUp && gaveUp != 0 && scope.TryBoolean(gaveUp, "giveUps", out var giveUps))
        {
            guard = guard with { GiveUps = giveUps };
        }

        if (fields["observeOnly"] is var only && only != 0 && scope.TryBoolean(only, "observeOnly", out var observe))
            guard = guard with { ObserveOnly = observe };
        if (fields["silence"] is var silence && silence != 0
            && SpanReader.TryRead(scope, silence, "silence", LongestSilence, "00:10:00", out var span))
            guard = guard with { Silence = span };
        if (fields["source"] is var source && source != 0 && scope.TryName(source, "source", out var attribute))
            guard = guard with { Source = attribute };
        if (fields["grid"] is var grid && grid != 0) guard = guard with { Grid = Grid(scope, grid) };
        if (fields["noHarmRatio"] is var ratio && ratio != 0
            && TryBetween(scope, ratio, "noHarmRatio", 1, MostNoHarm, "2", out var noHarm)) guard = guard with { NoHarmRatio = noHarm };
        if (fields["alpha"] is var alpha && alpha != 0 && TryBetween(scope, alpha, "alpha", 0, MostAlpha, "0.001", out var bound))
            guard = guard with { Alpha = bound };
        return guard;
    }

    private static GuardDefinition Errors(DocumentScope scope, int node, GuardDefinition guard)
    {
        if (!IsWatched(scope, node, ErrorsShape, "errors", out var fields)) return guard with { Errors = false };
        if (fields is not { } settings) return guard;
        if (settings["tolerated"] is var ratio && ratio != 0 && TryBetween(scope, ratio, "tolerated", 0, 100, "1.2", out var tolerated))
            guard = guard with { Tolerated = tolerated };
        if (settings["atMost"] is var most && most != 0
            && TryBetween(scope, most, "atMost", 0, 99, "0.1, in percent of the treated units", out var percent))
            guard = guard with { ErrorBound = percent / 100 };
        return guard;
    }

    private static GuardDefinition Latency(DocumentScope scope, int node, GuardDefinition guard)
    {
        if (!IsWatched(scope, node, LatencyShape, "latency", out var fields)) return guard with { Latency = false };
        if (fields is not { } settings || settings["thresholds"] is not (var list and not 0)) return guard;
        var (thresholds, written) = (new List<TimeSpan>(), 0);
        foreach (var item in scope.Items(list, "thresholds"))
        {
            written++;
            if (SpanReader.TryRead(scope, item, "threshold", LongestLatency, "00:00:01", out var threshold)) thresholds.Add(threshold);
        }

        var isOneTwice = thresholds.DistinctBy(GuardSignals.SlowerThan).Count() < thresholds.Count;
        if (isOneTwice || !IsAscending(thresholds) || written is 0 or > MostThresholds)
        {
            scope.Error(
                ProblemCode.InvalidGuard, list,
                "'thresholds' is empty, has too many entries, is not in ascending order, or has two equal to the millisecond.",
                $"Write 1 to {MostThresholds} latencies, such as [\"00:00:01\", \"00:00:05\"].");
        }

        return guard with { LatencyThresholds = thresholds };
    }

    private static List<double> Grid(DocumentScope scope, int node)
    {
        var (ratios, written) = (new List<double>(), 0);
        foreach (var item in scope.Items(node, "grid"))
        {
            written++;
            if (TryBetween(scope, item, "ratio", 1, MostRatio, "2", out var ratio)) ratios.Add(ratio);
        }

        if (!IsAscending(ratios) || written is 0 or > MostRatios)
        {
            scope.Error(ProblemCode.InvalidGuard, node, "'grid' is empty, too long, or does not ascend.",
                $"Write 1 to {MostRatios} ratios above 1, such as [1.5, 3, 8, 30], or leave it out.");
        }

        return ratios;
    }

    private static bool IsAscending<T>(List<T> values)
        where T : IComparable<T> => !values.Zip(values.Skip(1)).Any(pair => pair.First.CompareTo(pair.Second) >= 0);

    /// <summary>A number above a bound and at most another.</summary>
    private static bool TryBetween(DocumentScope scope, int node, string what, double above, double most, string example, out double value)
    {
        if (!ScalarReader.TryDouble(scope, node, what, out value)) return false;
        if (value > above && value <= most) return true;
        scope.Error(
            ProblemCode.InvalidGuard, node, string.Create(CultureInfo.InvariantCulture, $"'{what}' is {value}."),
            string.Create(CultureInfo.InvariantCulture, $"Write a number above {above} and at most {most}, such as {example}."));
        return false;
    }

    /// <summary>Watched unless it is false; an object holds settings.</summary>
    private static bool IsWatched(DocumentScope scope, int node, ObjectShape shape, string what, out Fields? settings)
    {
        settings = null;
        if (node == 0) return true;
        if (scope.Tree.KindOf(node) is JsonNodeKind.False or JsonNodeKind.True) return scope.Tree.KindOf(node) == JsonNodeKind.True;
        if (scope.TryOpen(node, shape, what, out var fields)) settings = fields;
        return true;
    }

    private static List<string> Counters(DocumentScope scope, int node)
    {
        // What is counted of use has the counter's name in its own, and must not be that of something else.
        var taken = GuardSignals.OfUse.SelectMany(use => new[] { use, GuardSignals.Left(use) }).ToHashSet(StringComparer.Ordinal);
        var names = new List<string>();
        if (node == 0) return names;
        foreach (var item in scope.Items(node, "counters"))
        {
            if (!scope.TryName(item, "counters", out var name)) continue;
            names.Add(name);
            var use = GuardSignals.AtRisk(name);
            var isFree = taken.Add(use) & taken.Add(GuardSignals.Left(use));
            if (isFree && !GuardSignals.IsOwn(name)) continue;
            scope.Error(
                ProblemCode.InvalidGuard, item, $"'{name}' is what the guard counts already.",
                "Give each counter a name of its own, such as \"checkout_errors\".");
        }

        if (names.Count > MostCounters)
        {
            scope.Error(
                ProblemCode.InvalidGuard, node, $"'counters' are {names.Count}.",
                $"Write at most {MostCounters}: they share the budget of false aborts, so that each one more is noticed later.");
        }

        return names;
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
}
