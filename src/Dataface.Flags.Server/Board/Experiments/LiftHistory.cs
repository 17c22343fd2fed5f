using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Server.Board.Plots;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>How each metric's lift came about, by the very code that decides: of the units first exposed up to each day.</summary>
internal sealed class LiftHistory(IReadOnlyList<(DateOnly Day, Decision Decision)> days)
{
    /// <summary>A metric's lifts, a line for each treatment; days without a result are left out.</summary>
    public IReadOnlyList<PlotLine> Of(string metric, IReadOnlyList<string> treatments) =>
        [.. treatments.Select(treatment => new PlotLine(treatment, [.. Points(metric, treatment)])).Where(line => line.Points.Count > 1)];

    private IEnumerable<PlotPoint> Points(string metric, string treatment)
    {
        foreach (var (day, decision) in days)
        {
            var effect = decision.Readouts.FirstOrDefault(readout => readout.Metric == metric && readout.Variant == treatment)?.Relative;
            if (effect is { IsComputed: true } known) yield return new(day.DayNumber, known.Point, known.Lower, known.Upper);
        }
    }
}
