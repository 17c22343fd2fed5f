using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Server.Board.Plots;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>Who has seen what, and whether the variants have got the units that they should.</summary>
internal static class ExposureSection
{
    private static readonly string[] Columns = ["Variant", "Units", "Share"];

    public static Html Of(ShownExperiment view)
    {
        var exposures = view.Data.Exposures;
        var total = exposures.Sum(count => count.Units);
        return Html.Of($"""
            <h2 id="exposure">Exposure</h2>
            {Html.If(view.Gate(GateCode.SampleRatio) is not null, () => Html.Of(
                $"<p>{ExperimentMarkup.State(view.Gate(GateCode.SampleRatio)!.State)} {view.Gate(GateCode.SampleRatio)!.Explanation}</p>"))}
            {(total == 0 ? Html.Of($"<p>Nobody has been exposed yet.</p>") : Counts(view, total))}
            {Html.If(view.Data.ExcludedUnits > 0, () => Html.Of(
                $"<p>{Markup.Count(view.Data.ExcludedUnits)} units saw two variants and are left out.</p>"))}
            {Html.If(exposures.Select(count => count.Cohort).Distinct().Count() > 1, () => PlotPicture.Of(Growth(view)))}
            """);
    }

    private static Html Counts(ShownExperiment view, long total) =>
        Markup.Table("Exposed units by variant", Columns, view.Variants.Select(variant =>
    {
        var units = view.Data.Exposures.Where(count => count.Variant == variant).Sum(count => count.Units);
        return Html.Of($"""
            <tr><th scope="row">{variant}</th><td class="number">{Markup.Count(units)}</td>
            <td class="number">{Markup.Fraction((double)units / total)}</td></tr>
            """);
    }));

    private static Plot Growth(ShownExperiment view) => new()
    {
        Title = "Exposed units over time",
        Description = $"Units exposed so far, day by day, for {string.Join(" and ", view.Variants)}. The lines should lie where the "
            + $"design's shares put them.",
        X = DayAxis.X,
        Y = new("Units", value => Markup.Count((long)value)),
        Lines = [.. view.Variants.Select(
            variant => new PlotLine(variant, [.. Cumulative(view.Data.Exposures.Where(count => count.Variant == variant))]))],
    };

    private static IEnumerable<PlotPoint> Cumulative(IEnumerable<ExposureCount> counts)
    {
        var units = 0L;
        foreach (var count in counts.OrderBy(count => count.Cohort)) yield return new(count.Cohort.DayNumber, units += count.Units);
    }
}
