namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Where an experiment's page shows what a gate rests on.</summary>
internal static class PageAnchor
{
    public const string Exposure = "#exposure";

    public const string Flag = "#flag";

    public const string Timeline = "#timeline";

    public static string OfMetric(string metric) => $"#metric-{metric}";
}
