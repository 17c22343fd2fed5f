using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Values;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>When an experiment begins and ends.</summary>
internal static class TimeChecks
{
    private const int HintDays = 28;

    public static void Ends(CheckScope scope)
    {
        if (scope.Design.End is not { } end)
        {
            scope.Error(ExperimentProblemCode.OpenEnded, "design.end", "The experiment has no end.",
                $"Write the UTC day on which it is over, such as 'end: {End(scope):O}'.");
            return;
        }

        if (scope.Design.Start is not { } start || end <= start) return;
        var days = end.DayNumber - start.DayNumber;
        if (days > scope.Policy.MaxDays)
        {
            scope.Error(
                ExperimentProblemCode.TooLong, "design.end",
                $"It would run {Counted.Of(days, "day")}; at most {scope.Policy.MaxDays} are allowed.",
                $"Write {start.AddDays(scope.Policy.MaxDays):O} or earlier; more traffic or a larger detectable effect shortens it.");
        }
        else if (days < scope.Policy.MinDays)
        {
            scope.Warning(
                ExperimentProblemCode.TooShort, "design.end",
                $"It runs {Counted.Of(days, "day")}; before {scope.Policy.MinDays} nothing is decided but a kill.",
                $"Write {start.AddDays(scope.Policy.MinDays):O} or later.");
        }
    }

    /// <summary>A day that would be accepted: to come, if it began late enough for that.</summary>
    private static DateOnly End(CheckScope scope)
    {
        var (today, start) = (scope.Context.Today, scope.Design.Start ?? scope.Context.Today);
        var wanted = (start < today ? today : start).AddDays(Math.Max(HintDays, scope.Policy.MinDays));
        var last = start.AddDays(scope.Policy.MaxDays);
        return wanted < last ? wanted : last;
    }

    public static void IsNotOverdue(CheckScope scope)
    {
        if (OverdueFrom(scope.Experiment) is not { } day || scope.Context.Today < day) return;
        scope.Error(
            ExperimentProblemCode.Overdue, "design.end", Overdue(scope.Design.End!.Value, day),
            "Decide it: add 'decision', and write 'status: decided'.");
    }

    /// <summary>The day from which an experiment that still runs is overdue; null when it does not run, or has no end.</summary>
    public static DateOnly? OverdueFrom(ExperimentDefinition experiment) =>
        experiment is { Status: ExperimentStatus.Running, Design.End: { } end } ? DecidableFrom(experiment, end) : null;

    private static string Overdue(DateOnly end, DateOnly decidable) => decidable == end
        ? FormattableString.Invariant($"It still runs, though it was over on {end:O}.")
        : FormattableString.Invariant($"It still runs, though it was over on {end:O}, and its last window on {decidable:O}.");

    /// <summary>The last unit has had the longest window of a metric that it is decided by: before, its data are still to come.</summary>
    private static DateOnly DecidableFrom(ExperimentDefinition experiment, DateOnly end)
    {
        var names = experiment.SuccessMetrics.Concat(experiment.FailureMetrics).Concat(experiment.Gates.Select(g => g.Metric)).ToHashSet(
            StringComparer.Ordinal);
        var windows = experiment.Metrics.Where(m => names.Contains(m.Name)).Select(m => m.Window ?? TimeSpan.Zero);
        return end.AddDays((int)Math.Ceiling(windows.DefaultIfEmpty().Max().TotalDays));
    }

    public static void StartsInTime(CheckScope scope)
    {
        if (scope.Experiment.Status != ExperimentStatus.Running || scope.Design.Start is not { } start || start <= scope.Context.Today)
            return;
        scope.Error(ExperimentProblemCode.StartsLater, "design.start", $"It runs, though it starts on {start:O}.",
            "Write 'status: approved' until then, or an earlier start.");
    }
}
