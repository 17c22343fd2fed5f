using System.Numerics;
using Dataface.Flags.Cli.Import.Deciding;
using Dataface.Flags.Cli.Import.Source;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>
/// Translates <c>Microsoft.Targeting</c>: excluded ones are off, named users on, and whoever is in groups has several independent
/// chances, one for each group and one by the default. First match would give the group's chance alone, so that each set of groups has
/// a rule with the share of the union.
/// </summary>
internal sealed class TargetingTranslation(FlagScope scope)
{
    /// <summary>Groups with a share of their own, whose every set has a rule: 31.</summary>
    private const int MostGroups = 5;

    private static readonly string[] AudienceParts = ["users", "groups", "defaultRolloutPercentage", "exclusion"];

    public DecisionList<decimal> Read(SourceNode filter, SourceNode? parameters)
    {
        var audience = parameters?["audience"] ?? throw new ImportFaultException(
            filter.Path, "The filter has no audience.", "Write \"Parameters\": { \"Audience\": { \"DefaultRolloutPercentage\": 0 } }.");
        foreach (var (key, other) in audience.Members.Where(m => !Array.Exists(AudienceParts, part => SourceNode.IsNamed(m.Key, part))))
            scope.LeftOut(other.Path, $"An audience has no '{key}'.");
        var share = audience["defaultRolloutPercentage"] is { IsNull: false } rest ? rest.ToNumber(0, 100) / 100 : 0;
        var groups = Groups(audience["groups"]);
        if (share is > 0 and < 1 || groups.Exists(g => g.Share is > 0 and < 1)) scope.IsHashed = true;
        var cases = new List<DecisionCase<decimal>>();
        Exclude(audience["exclusion"], cases);
        var settings = scope.Settings;
        if (audience["users"] is { } users && users.ToTexts() is { Count: > 0 } names)
        {
            cases.Add(new("users", FilterConditions.IsIn(settings.UserAttribute, names), 1));
            scope.Translated(users.Path, $"A rule for '{settings.UserAttribute}' in a list of {names.Count}.");
        }

        if (groups.Where(g => g.Share == 1).Select(g => g.Name).ToList() is { Count: > 0 } whole)
            cases.Add(new("groups", FilterConditions.IsIn(settings.GroupsAttribute, whole), 1));
        cases.AddRange(Unions([.. groups.Where(g => g.Share is > 0 and < 1)], share));
        if (audience["groups"] is { } list && groups.Count > 0) Tell(list, groups, share);
        if (share > 0)
        {
            scope.Translated(audience["defaultRolloutPercentage"]!.Path,
                $"{FilterConditions.Percent(share)} of everybody{(cases.Count == 0 ? "" : " whom no rule matches")}.");
        }

        if (share == 0 && !cases.Exists(c => c.Answer > 0))
            scope.Translated(audience.Path, "Nobody is in the audience: off for everybody.");
        return new DecisionList<decimal>(cases, share).Trimmed();
    }

    private void Exclude(SourceNode? exclusion, List<DecisionCase<decimal>> cases)
    {
        if (exclusion is null) return;
        Exclude(exclusion["users"], "excluded users", scope.Settings.UserAttribute, cases);
        Exclude(exclusion["groups"], "excluded groups", scope.Settings.GroupsAttribute, cases);
    }

    private void Exclude(SourceNode? list, string name, string attribute, List<DecisionCase<decimal>> cases)
    {
        if (list is null || list.ToTexts() is not { Count: > 0 } texts) return;
        cases.Add(new(name, FilterConditions.IsIn(attribute, texts), 0));
        scope.Translated(list.Path, $"A rule before the others serves off to '{attribute}' in a list of {texts.Count}.");
    }

    /// <summary>Of groups of one name the first counts.</summary>
    private static List<(string Name, decimal Share)> Groups(SourceNode? list) => list is null ? [] :
    [
        .. list.Listed().Select(group => (
            Name: group["name"]?.Text ?? throw new ImportFaultException(group.Path, "The group has no name.", "Give it one."),
            Share: group["rolloutPercentage"] is { IsNull: false } share ? share.ToNumber(0, 100) / 100 : 0))
            .DistinctBy(group => group.Name, StringComparer.Ordinal),
    ];

    /// <summary>
    /// A case for each set of groups, the largest first, so that the first match is the set of all groups that a user is in.
    /// </summary>
    private IEnumerable<DecisionCase<decimal>> Unions(List<(string Name, decimal Share)> groups, decimal rest)
    {
        if (groups.Count > MostGroups)
            return groups.OrderByDescending(g => g.Share).Select(g => Case([g], rest));
        return Enumerable.Range(1, (1 << groups.Count) - 1)
            .OrderByDescending(set => BitOperations.PopCount((uint)set)).ThenBy(set => set)
            .Select(set => Case([.. groups.Where((_, index) => (set & (1 << index)) != 0)], rest));
    }

    private DecisionCase<decimal> Case(List<(string Name, decimal Share)> groups, decimal rest)
    {
        var attribute = scope.Settings.GroupsAttribute;
        Documents.Condition[] tests = [.. groups.Select(g => FilterConditions.IsIn(attribute, [g.Name]))];
        var outside = groups.Aggregate(1 - rest, (left, group) => left * (1 - group.Share));
        return new($"{(groups.Count == 1 ? "group" : "groups")} {string.Join(" and ", groups.Select(g => g.Name))}",
            tests.Length == 1 ? tests[0] : new Documents.AllCondition(tests), 1 - outside);
    }

    private void Tell(SourceNode list, List<(string Name, decimal Share)> groups, decimal rest)
    {
        var partial = groups.Where(g => g.Share is > 0 and < 1).ToList();
        if (partial.Count > MostGroups)
            scope.Approximated(
                list.Path,
                $"More than {MostGroups} groups have a share of their own: a user in several groups gets the chance "
                + "of the largest one and the default, and not of all of them.");
        else if (partial.Count > 1)
            scope.Translated(list.Path, $"Each set of {partial.Count} groups has a rule with the share of its union.");
        foreach (var (name, share) in partial.Where(_ => rest > 0))
        {
            var union = FilterConditions.Percent(1 - ((1 - share) * (1 - rest)));
            var (own, others) = (FilterConditions.Percent(share), FilterConditions.Percent(rest));
            scope.Translated(list.Path, $"Group '{name}': {own}, or {others} by the default, are {union} together; a rule for the group "
                + $"alone would give {own}.");
        }

        if (partial.Count == 0 || rest == 0) scope.Translated(list.Path, $"Rules for '{scope.Settings.GroupsAttribute}'.");
    }
}
