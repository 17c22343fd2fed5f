using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Server.Board.Plots;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>How each metric's lift came about: of the units first exposed up to each day. Immutable; thread-safe.</summary>
internal sealed class LiftHistory
{
    private readonly Dictionary<(string Metric, string Variant), List<PlotPoint>> _points = [];

    public LiftHistory(IEnumerable<(DateOnly Day, IReadOnlyList<MetricReadout> Readouts)> days)
    {
        foreach (var (day, readouts) in days)
        {
            foreach (var readout in readouts.Where(readout =>
                readout.Relative.IsComputed && double.IsFinite(readout.Relative.Upper) && double.IsFinite(readout.Relative.Lower)))
            {
                var place = (readout.Metric, readout.Variant);
                if (!_points.TryGetValue(place, out var points)) _points.Add(place, points = []);
                points.Add(new(day.DayNumber, readout.Relative.Point, readout.Relative.Lower, readout.Relative.Upper));
            }
        }
    }

    /// <summary>
    /// A metric's lifts, a line for each treatment; days without a result are left out, and those that leave an end open.
    /// </summary>
    public IReadOnlyList<PlotLine> Of(string metric, IReadOnlyList<string> treatments) =>
        [.. treatments.Select(treatment => new PlotLine(treatment, _points.GetValueOrDefault((metric, treatment), [])))
            .Where(line => line.Points.Count > 1)];
}
