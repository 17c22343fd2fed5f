using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Deciding;

namespace Dataface.Flags.Cli.Commands;

/// <summary>How soon the guards of documents would notice harm at the traffic of a service. Immutable.</summary>
/// <param name="UnitsPerDay">How many units it has on a day.</param>
/// <param name="Erring">The share of them that meet an error, 0 to 1.</param>
internal sealed record HarmForecasts(double UnitsPerDay, double Erring)
{
    private static readonly int[] Ratios = [2, 5, 10];

    /// <summary>A line for each treatment of each guarded rollout, at its first step.</summary>
    public void WriteText(FlagDocument document, TextWriter output)
    {
        foreach (var rollout in Of(document))
        {
            var times = rollout.Times.Select(time => $"{time.Ratio} times as many: {Words(time.After)}");
            output.WriteLine(
                $"{rollout.Place}: if units err more often with it, its guard notices that. {string.Join("; ", times)}.");
        }
    }

    /// <summary>The same as JSON.</summary>
    public void WriteJson(FlagDocument document, Utf8JsonWriter json) => json.WriteArray("forecasts", Of(document), rollout =>
    {
        json.WriteStartObject();
        json.WriteString("rollout", rollout.Place);
        json.WriteArray("noticed", rollout.Times, time =>
        {
            json.WriteStartObject();
            json.WriteNumber("ratio", time.Ratio);
            if (time.After is { } after) json.WriteNumber("seconds", Math.Round(after.TotalSeconds));
            else json.WriteNull("seconds");
            json.WriteEndObject();
        });
        json.WriteEndObject();
    });

    private static string Words(TimeSpan? after) =>
        after is { } time ? $"after about {StepForecast.Text(time)}" : "not within a day, and each day it starts again";

    private IEnumerable<GuardedPlace> Of(FlagDocument document)
    {
        foreach (var flag in document.Flags.Values.Where(flag => flag.Guard is { Errors: true }))
        {
            foreach (var (environment, entry) in flag.Environments)
            {
                var rules = entry.Rules.Select(rule => (Name: $", rule '{rule.Name}'", rule.Rollout)).Append((Name: "", entry.Rollout));
                foreach (var (name, rollout) in rules)
                {
                    if (rollout is null) continue;
                    foreach (var place in Of(flag, $"{flag.Key} in {environment}{name}", rollout)) yield return place;
                }
            }
        }
    }

    private IEnumerable<GuardedPlace> Of(FlagDefinition flag, string place, RolloutDefinition rollout)
    {
        var share = rollout.Ramp is { } ramp ? Math.Min(ramp.StepsMilliPercent[0], rollout.MilliPercent) : rollout.MilliPercent;
        var shares = ArmShares.Of(share, rollout.Split, flag.OffVariant);
        if (shares.Control <= 0) yield break;
        for (var i = 0; i < shares.Treatments.Count; i++)
        {
            if (shares.Treatments[i].Share <= 0) continue;
            var (index, percent) = (i, (shares.Treatments[i].Share * 100).ToString("0.###", CultureInfo.InvariantCulture));
            yield return new(
                $"{place}, '{shares.Treatments[i].Variant}' at {percent} %",
                [.. Ratios.Select(ratio => (ratio, HarmForecast.Of(flag.Guard!, shares, index, ratio, UnitsPerDay, Erring)))]);
        }
    }

    private sealed record GuardedPlace(string Place, IReadOnlyList<(int Ratio, TimeSpan? After)> Times);
}
