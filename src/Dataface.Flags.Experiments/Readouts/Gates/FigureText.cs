using System.Globalization;
using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Which units a metric's figures are of, in words.</summary>
internal static class FigureText
{
    /// <summary>Until when a unit's events count, and whether figures still grow.</summary>
    public static string OfWindow(MetricDefinition metric, ExperimentDesign design, DateTimeOffset now)
    {
        if (metric.Window is { } window) return $"Units are counted when their window of {Window(window)} is over.";
        return RunDays.ClosesAt(design, metric) <= now
            ? "Events are counted until the experiment was over."
            : "There is no window: events are counted until the experiment is over, so that these figures still grow, later units' most.";
    }

    /// <summary>How many units are in no figure yet; empty for none.</summary>
    public static string OfLeftOut(IReadOnlyList<MetricReadout> readouts)
    {
        var units = readouts.Count == 0 ? 0 : readouts[0].ControlUnitsLeftOut + readouts.Sum(readout => readout.TreatmentUnitsLeftOut);
        return units == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" {units:N0} more units are not counted: their window is not over, a variant has no row of their day, or they came after the "
            + $"planned sample.");
    }

    private static string Window(TimeSpan window) => window.TotalDays >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{window.TotalDays:0.##} d")
        : string.Create(CultureInfo.InvariantCulture, $"{window.TotalHours:0.##} h");
}
