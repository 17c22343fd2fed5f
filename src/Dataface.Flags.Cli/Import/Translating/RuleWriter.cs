using System.Globalization;
using System.Numerics;
using Dataface.Flags.Cli.Import.Deciding;
using Dataface.Flags.Documents;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>Writes a decision as rules and what follows them.</summary>
/// <param name="off">The off variant.</param>
/// <param name="from">Where the flag comes from.</param>
internal sealed class RuleWriter(string off, string from)
{
    private const int MaxNameLength = 100;
    private const int Whole = 100_000;

    private static readonly TimeSpan Hold = TimeSpan.FromHours(1);

    public EnvironmentDefinition Write(DecisionList<Mix> decision)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var (serve, rollout) = Answer(decision.Otherwise);
        return new() { Rules = [.. decision.Cases.Select(c => Rule(c, names))], Serve = serve, Rollout = rollout };
    }

    private RuleDefinition Rule(DecisionCase<Mix> given, HashSet<string> names)
    {
        var (serve, rollout) = Answer(given.Answer);
        return new() { Name = Unique(given.Name, names), When = given.When, Serve = serve, Rollout = rollout };
    }

    private static string Unique(string name, HashSet<string> names)
    {
        var visible = string.Concat(name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(MaxNameLength));
        if (string.IsNullOrWhiteSpace(visible)) visible = "rule";
        var unique = visible;
        for (var number = 2; !names.Add(unique); number++) unique = string.Create(CultureInfo.InvariantCulture, $"{visible} {number}");
        return unique;
    }

    private (string? Serve, RolloutDefinition? Rollout) Answer(Mix mix)
    {
        if (mix.Only is { } only) return (only, null);
        var milli = (int)Math.Round((1 - mix.ShareOf(off)) * Whole);
        if (milli == 0) return (off, null);
        var others = mix.Parts.Where(p => p.Variant != off).ToList();
        return (null, new()
        {
            Percent = Percentage.Of(milli),
            Split = Split(others),
            Ramp = milli > DocumentPolicy.Default.MaxUnrampedMilliPercent ? WhereUsersAre(milli) : null,
        });
    }

    /// <summary>The smallest whole weights with these shares.</summary>
    private static IReadOnlyList<SplitWeight> Split(IReadOnlyList<(string Variant, decimal Share)> parts)
    {
        int[] weights = [.. parts.Select(p => Math.Max(1, (int)Math.Round(p.Share * Whole)))];
        var common = weights.Aggregate((one, other) => (int)BigInteger.GreatestCommonDivisor(one, other));
        return [.. parts.Select((part, index) => new SplitWeight(part.Variant, weights[index] / common))];
    }

    /// <summary>A ramp that begins at or below 5 % would take the feature from most of those who have it.</summary>
    private RampDefinition WhereUsersAre(int milli) => new()
    {
        StepsPercent = [Percentage.Of(milli)],
        Hold = Hold,
        StartAtPercent = Percentage.Of(milli),
        StartReason = $"{FilterConditions.Percent(milli / (decimal)Whole)} had it already when it was imported from {from}",
    };
}
