using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Gates;
using Dataface.Flags.Server.Board.Plots;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>Each metric: what it was with and without the change, and how that came about.</summary>
internal static class MetricSections
{
    private static readonly string[] Columns =
        ["Variant", "Units", "Value", "Control's units", "Control's value", "Change", "Interval", "p, adjusted"];

    public static Html Of(ShownExperiment view)
    {
        var history = new LiftHistory(view.View.History);
        return Html.Of($"""
            <h2>Metrics</h2>
            {Html.Each(view.Definition.Metrics.OrderByDescending(metric => Rank(view.Definition, metric)), metric =>
                Section(view, history, metric))}
            """);
    }

    private static Html Section(ShownExperiment view, LiftHistory history, MetricDefinition metric)
    {
        var readouts = view.Decision.Readouts.Where(readout => readout.Metric == metric.Name).ToList();
        var lines = history.Of(metric.Name, view.Definition.Design.Treatments);
        return Html.Of($"""
            <section id="metric-{metric.Name}">
            <h3>{metric.Name} <span class="soft">{Role(view.Definition, metric)}, {Markup.Of(metric.Kind)},
                {(metric.Direction == MetricDirection.Increase ? "more" : "less")} is better</span></h3>
            {(readouts.Count == 0 ? Html.Of(
                $"<p>There are no data yet.</p>") : Markup.Table("What it came to: " + metric.Name, Columns, readouts.Select(Row)))}
            {Html.If(readouts.Count > 0, () => Html.Of($"""<p class="soft">{Counted(view, metric, readouts)}</p>"""))}
            {Html.If(lines.Count > 0, () => PlotPicture.Of(Plot(metric, lines)))}
            </section>
            """);
    }

    /// <summary>Which units the figures are of.</summary>
    private static string Counted(ShownExperiment view, MetricDefinition metric, List<MetricReadout> readouts) =>
        FigureText.OfWindow(metric, view.Definition.Design, view.Decision.At) + FigureText.OfLeftOut(readouts);

    private static string Role(ExperimentDefinition definition, MetricDefinition metric) => Rank(definition, metric) switch
    {
        2 => "primary",
        1 => "guardrail",
        _ => "looked at besides",
    };

    private static int Rank(ExperimentDefinition definition, MetricDefinition metric) =>
        definition.SuccessMetrics.Contains(metric.Name) ? 2 : definition.FailureMetrics.Contains(metric.Name) ? 1 : 0;

    private static Html Row(MetricReadout readout)
    {
        var (effect, scale) = ExperimentMarkup.Effect(readout);
        return Html.Of($"""
        <tr><th scope="row">{readout.Variant}</th><td class="number">{Markup.Count(readout.Treatment.Units)}</td>
        <td class="number">{ExperimentMarkup.Value(readout.Treatment)}</td>
        <td class="number">{Markup.Count(readout.Control.Units)}</td><td class="number">{ExperimentMarkup.Value(readout.Control)}</td>
        <td class="number">{ExperimentMarkup.Point(effect, scale)}</td>
        <td class="number">{ExperimentMarkup.Interval(effect, scale, readout.Coverage)}</td>
        <td class="number">{Markup.Probability(readout.AdjustedPValue)}</td></tr>
        """);
    }

    private static Plot Plot(MetricDefinition metric, IReadOnlyList<PlotLine> lines)
    {
        var last = lines[0].Points[^1];
        return new()
        {
            Title = $"Lift of {metric.Name} over time",
            Description = $"The relative difference to control with its interval, of the units first exposed up to each day. Last, "
                + $"for {lines[0].Name}: "
                + $"{Markup.Lift(last.Y)}, from {Markup.Lift(last.Low!.Value)} to {Markup.Lift(last.High!.Value)}.",
            X = DayAxis.X,
            Y = new("Lift", Markup.Lift),
            Lines = lines,
            Marks = [new("no difference", 0)],
        };
    }
}
