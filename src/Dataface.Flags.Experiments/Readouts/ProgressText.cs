using System.Globalization;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>How far a sample is, in words.</summary>
internal static class ProgressText
{
    /// <summary>Fewer than this share of what was designed are worth a word.</summary>
    private const double Few = 0.8;

    public static string Of(SampleProgress progress) =>
        string.Join(' ', new[] { Have(progress), Needs(progress), Rate(progress), Forecast(progress) }.Where(part => part.Length > 0));

    /// <summary>Such as <c>orders: 12,892 units. The plan takes 6 days at 2,500 units a day.</c></summary>
    public static string OfPlan(SampleProgress progress)
    {
        var units = progress.Planned is { } planned
            ? FormattableString.Invariant($"{progress.Metric}: {planned:N0} units.")
            : $"{progress.Metric}: no sample can be planned, because 'baseline' or 'deviation' is not known.";
        return string.Join(' ', new[] { units, Needs(progress), Forecast(progress) }.Where(part => part.Length > 0));
    }

    private static string Have(SampleProgress progress) => progress switch
    {
        { Planned: { } planned, Share: { } share } => string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Metric}: {progress.Units:N0} of {planned:N0} planned units have completed their window "
            + $"({Math.Floor(share * 100):0} %)."),
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Metric}: {progress.Units:N0} units are there; no sample was planned, because 'baseline' or 'deviation' is not "
            + $"known."),
    };

    private static string Needs(SampleProgress progress)
    {
        if (progress is not { NeededDays: { } days, DesignedUnitsPerDay: { } units }) return "";
        var window = progress.WindowDays > 0 ? $", and {Days(progress.WindowDays)} of window after them" : "";
        return FormattableString.Invariant($"The plan takes {Days(days)} at {units:N0} units a day{window}.");
    }

    private static string Rate(SampleProgress progress) =>
        progress is { UnitsPerDay: { } come, DesignedUnitsPerDay: { } designed } && come < Few * designed
            ? FormattableString.Invariant($"{come:N0} units a day come, where {designed:N0} were planned.") : "";

    private static string Forecast(SampleProgress progress)
    {
        if (progress.ExpectedOn is not { } day) return "";
        var rate = progress.UnitsPerDay is null ? "As designed" : "At the present rate";
        return progress.IsShort
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{rate} {progress.UnitsAtEnd:N0} come before the end, and the plan is not reached; it would be about {day:O}.")
            : FormattableString.Invariant($"{rate} it is whole about {day:O}.");
    }

    private static string Days(double days) => FormattableString.Invariant($"{days:N0} {(days == 1 ? "day" : "days")}");
}
