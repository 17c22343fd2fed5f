using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>How far each primary metric's sample is, as a bar with its words.</summary>
internal static class SampleBars
{
    public static Html Of(Decision decision) => Html.Each(decision.Samples, Bar);

    private static Html Bar(SampleProgress sample) => Html.Of($"""
        <p class="sample">{Html.If(sample.Share is not null, () => Progress(sample.Metric, Percent(sample)))} {sample.ToString()}</p>
        """);

    private static Html Progress(string metric, string percent) =>
        Html.Of($"""<progress max="100" value="{percent}" aria-label="Sample of {metric}">{percent} %</progress>""");

    /// <summary>Full only when all of it is there.</summary>
    private static string Percent(SampleProgress sample) => Markup.Number(Math.Floor(sample.Share!.Value * 100));
}
