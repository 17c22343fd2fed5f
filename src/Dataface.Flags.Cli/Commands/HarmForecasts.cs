using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Commands;

/// <summary>
/// How soon the guards of documents would notice harm at the traffic of a service, and when the steps of their ramps can end. Immutable.
/// </summary>
/// <param name="Traffic">The traffic.</param>
internal sealed record HarmForecasts(RampForecast Traffic)
{
    private static readonly int[] Ratios = [2, 5, 10];

    /// <summary>A line for each treatment of each guarded rollout, at its first step, and one for each ramp.</summary>
    public void WriteText(FlagDocument document, TextWriter output)
    {
        foreach (var rollout in Of(document))
        {
            foreach (var harm in rollout.Harms)
            {
                var times = harm.Times.Select(time => $"{time.Ratio} times as many: {Words(time.After)}");
                output.WriteLine(
                    $"{rollout.Place}, {harm.Treatment}: if units err more often with it, its guard notices that. "
                    + $"{string.Join("; ", times)}.");
            }

            if (rollout.Steps.Count == 0) continue;
            var steps = rollout.Steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Percent} %: {Words(step)}"));
            var remedy = rollout.Steps.Any(step => step.Never)
                ? $" To change that, {GuardSentences.Remedy(rollout.Guard.ErrorBound is not null)}." : "";
            output.WriteLine($"{rollout.Place}: if it does no harm, its ramp continues from {string.Join("; from ", steps)}.{remedy}");
        }
    }

    /// <summary>The same as JSON.</summary>
    public void WriteJson(FlagDocument document, Utf8JsonWriter json)
    {
        var rollouts = Of(document).ToList();
        json.WriteArray("forecasts", rollouts.SelectMany(r => r.Harms.Select(harm => (r.Place, Harm: harm))), forecast =>
        {
            json.WriteStartObject();
            json.WriteString("rollout", $"{forecast.Place}, {forecast.Harm.Treatment}");
            json.WriteArray("noticed", forecast.Harm.Times, time =>
            {
                json.WriteStartObject();
                json.WriteNumber("ratio", time.Ratio);
                WriteSeconds(json, time.After);
                json.WriteEndObject();
            });
            json.WriteEndObject();
        });
        json.WriteArray("ramps", rollouts.Where(r => r.Steps.Count > 0), rollout =>
        {
            json.WriteStartObject();
            json.WriteString("rollout", rollout.Place);
            json.WriteArray("steps", rollout.Steps, step =>
            {
                json.WriteStartObject();
                json.WriteNumber("percent", step.Percent);
                WriteSeconds(json, step.Never ? null : step.After);
                json.WriteEndObject();
            });
            json.WriteEndObject();
        });
    }

    private static void WriteSeconds(Utf8JsonWriter json, TimeSpan? after)
    {
        if (after is { } time) json.WriteNumber("seconds", Math.Round(time.TotalSeconds));
        else json.WriteNull("seconds");
    }

    private static string Words(TimeSpan? after) =>
        after is { } time ? $"after about {StepForecast.Text(time)}" : "not within a day, and each day it starts again";

    private static string Words(Step step) => step.Never ? "never at this traffic" : $"after about {StepForecast.Text(step.After)}";

    private IEnumerable<GuardedPlace> Of(FlagDocument document)
    {
        foreach (var flag in document.Flags.Values.Where(flag => flag.Guard is { Errors: true }))
        {
            foreach (var (environment, entry) in flag.Environments)
            {
                var rules = entry.Rules.Select(rule => (Name: $", rule '{rule.Name}'", rule.Rollout)).Append((Name: "", entry.Rollout));
                foreach (var (name, rollout) in rules)
                {
                    if (rollout is not null) yield return Of(flag, $"{flag.Key} in {environment}{name}", rollout);
                }
            }
        }
    }

    private GuardedPlace Of(FlagDefinition flag, string place, RolloutDefinition rollout)
    {
        var guard = flag.Guard!;
        int[] shares = rollout.Ramp is { } ramp
            ? [.. ramp.StepsMilliPercent.Select(step => Math.Min(step, rollout.MilliPercent)).Distinct()] : [rollout.MilliPercent];
        var first = ArmShares.Of(shares[0], rollout.Split, flag.OffVariant);
        return new(
            place, guard,
            [.. Enumerable.Range(0, first.Control > 0 ? first.Treatments.Count : 0).Where(i => first.Treatments[i].Share > 0)
                .Select(i => Harm(guard, first, i))],
            [.. shares.SkipLast(1).Select(share => new Step(
                Percentage.Of(share), Traffic.Of(guard, rollout.Ramp!, ArmShares.Of(share, rollout.Split, flag.OffVariant))))]);
    }

    private TreatmentHarm Harm(GuardDefinition guard, ArmShares shares, int treatment)
    {
        var (variant, share) = shares.Treatments[treatment];
        return new(
            string.Create(CultureInfo.InvariantCulture, $"'{variant}' at {share * 100:0.###} %"),
            [.. Ratios.Select(ratio =>
                (ratio, HarmForecast.Of(guard, shares, treatment, ratio, Traffic.UnitsPerDay, Traffic.Erring)))]);
    }

    private sealed record GuardedPlace(
        string Place, GuardDefinition Guard, IReadOnlyList<TreatmentHarm> Harms, IReadOnlyList<Step> Steps);

    private sealed record TreatmentHarm(string Treatment, IReadOnlyList<(int Ratio, TimeSpan? After)> Times);

    private sealed record Step(decimal Percent, TimeSpan After)
    {
        public bool Never => After == TimeSpan.MaxValue;
    }
}
