using Dataface.Flags.Server.Board.Plots;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Usage;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>Who evaluates a flag, how often and when last; and of all flags, which keys nobody defines.</summary>
internal static class UsageSection
{
    private static readonly string[] ServiceColumns = ["Service", "Evaluations in 24 hours", "Last evaluated"];

    private static readonly string[] UnknownColumns = ["Key", "Evaluations in 24 hours", "Last evaluated", "Services"];

    /// <summary>One flag; null when its usage cannot be read.</summary>
    public static Html Of(FlagUsage? usage) => Html.Of($"""
        <h2>Usage</h2>
        {(usage is null ? Html.Of($"""<p class="notice warning">Usage cannot be read at the moment.</p>""") : Shown(usage))}
        """);

    /// <summary>Keys that are evaluated, though no document defines them; nothing when there is none, or it cannot be read.</summary>
    public static Html Unknown(EnvironmentUsage? usage)
    {
        var unknown = usage?.Flags.Where(flag => !flag.IsDefined && flag.NotFound > 0).ToList() ?? [];
        return Html.If(unknown.Count > 0, () => Html.Of($"""
            <h2>Evaluated, but defined nowhere</h2>
            <p>Misspelt, removed too early, or not published yet: the caller gets its fallback.</p>
            {Markup.Table("Keys that no document defines", UnknownColumns, unknown.Select(Row))}
            """));
    }

    private static Html Shown(FlagUsage usage) => Html.Of($"""
        <p>{Summary(usage)}</p>
        {Html.If(usage.Services.Count > 0, () => Markup.Table("Services that evaluate it", ServiceColumns, usage.Services.Select(Row)))}
        {Html.If(usage.Count > 0, () => Picture(usage))}
        """);

    private static Html Summary(FlagUsage usage)
    {
        if (usage.CountedSince is not { } since) return Html.Of($"No service has reported usage to this server yet.");
        if (usage.LastEvaluated is not { } last)
        {
            return Html.Of($"Nobody has evaluated it, as far as was reported since {Markup.Time(since)}.");
        }

        var list = string.Join(", ", usage.Variants.Select(variant => $"{Name(variant.Variant)}: {Markup.Count(variant.Count)}"));
        var variants = list.Length > 0 ? $" ({list})" : "";
        return Html.Of($"""
            Last evaluated {Markup.Time(last)}. Within 24 hours {Markup.Count(usage.Count)} times{variants}.
            Counted since {Markup.Time(since)}.
            """);
    }

    private static Html Row(UsageOfService service) => Html.Of($"""
        <tr><th scope="row">{service.Service}</th><td class="number">{Markup.Count(service.Count)}</td>
        <td>{Markup.Time(service.LastEvaluated)}</td></tr>
        """);

    private static Html Row(UsageOfFlag flag) => Html.Of($"""
        <tr><th scope="row">{flag.Flag}</th><td class="number">{Markup.Count(flag.Count)}</td>
        <td>{(flag.LastEvaluated is { } last ? Markup.Time(last) : Html.Of($"–"))}</td><td>{string.Join(", ", flag.Services)}</td></tr>
        """);

    /// <summary>One line for each variant, hour by hour; an hour without any is drawn as none.</summary>
    private static Html Picture(FlagUsage usage)
    {
        var counts = usage.Points.ToLookup(point => (point.At, point.Variant), point => (double)point.Count);
        var lines = usage.Variants.Select(variant => new PlotLine(Name(variant.Variant),
            [
                .. Enumerable.Range(0, usage.Hours).Select(hour => new PlotPoint(
                    hour - usage.Hours + 1, counts[(usage.Since + TimeSpan.FromHours(hour), variant.Variant)].Sum())),
            ])).ToList();
        return PlotPicture.Of(new()
        {
            Title = "Evaluations by variant",
            Description = $"Evaluations per hour of {usage.Flag} in {usage.Environment}, for each variant.",
            X = new("Hours, the last on the right", Markup.Number),
            Y = new("Evaluations", value => Markup.Count((long)value)),
            Lines = lines,
        });
    }

    private static string Name(string variant) => variant.Length > 0 ? variant : "no definition";
}
