using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Yaml;
using Spelling = Dataface.Flags.Documents.Spelling;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>What documents say of each other: identifiers are unique, needs are known, nothing needs itself.</summary>
internal static class PortfolioLinks
{
    public static void Check(List<ReadDocument> documents)
    {
        RefuseDuplicates(documents);
        var prerequisites = new Dictionary<string, ReadItem<BetPrerequisite>>(StringComparer.Ordinal);
        foreach (var item in documents.SelectMany(d => d.Prerequisites).Where(p => p.Id.Length > 0)) prerequisites.TryAdd(item.Id, item);
        foreach (var item in documents.SelectMany(d => d.Bets)) CheckNeeds(item, item.Item.Needs, prerequisites.Keys);
        foreach (var item in documents.SelectMany(d => d.Prerequisites)) CheckNeeds(item, item.Item.Needs, prerequisites.Keys);
        CycleSearch.Run(prerequisites);
        foreach (var item in prerequisites.Values.Where(p => p.Item.Status != PrerequisiteStatus.Open))
            WarnOfEarlyBeginning(item, prerequisites);
        WarnOfUnneeded(documents);
    }

    private static void RefuseDuplicates(List<ReadDocument> documents)
    {
        var first = new Dictionary<string, (string Source, int Line)>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var ids = document.Bets.Select(i => (i.Id, i.Fields)).Concat(document.Prerequisites.Select(i => (i.Id, i.Fields)))
                .Concat(document.LaunchItems.Select(i => (i.Id, i.Fields))).Where(i => i.Id.Length > 0);
            foreach (var (id, fields) in ids)
            {
                var at = fields.At("id");
                if (first.TryAdd(id, (document.Problems.Source, at.Line))) continue;
                var (source, line) = first[id];
                document.Problems.Error(
                    PortfolioProblemCode.DuplicateId, at, $"'{id}' is taken by {source}, line {line}.",
                    "Give this one its own identifier; bets, prerequisites and launch items share one set of names.");
            }
        }
    }

    private static void CheckNeeds<T>(ReadItem<T> item, IReadOnlyList<string> needs, IReadOnlyCollection<string> known)
    {
        foreach (var need in needs.Where(need => !item.Problems.IsFull && !known.Contains(need)))
        {
            item.Problems.Error(PortfolioProblemCode.UnknownReference, NodeOf(item.Fields, need), $"There is no prerequisite '{need}'.",
                Remedy(need, known));
        }
    }

    private static string Remedy(string need, IReadOnlyCollection<string> known) =>
        Spelling.Nearest(need, known) is { } near ? $"Did you mean '{near}'?" : "Add it under 'prerequisites', or take the need out.";

    /// <summary>Needs gate a beginning, so one of the two statements is stale.</summary>
    private static void WarnOfEarlyBeginning(ReadItem<BetPrerequisite> item, Dictionary<string, ReadItem<BetPrerequisite>> prerequisites)
    {
        foreach (var need in item.Item.Needs
            .Where(need => !item.Problems.IsFull && prerequisites.TryGetValue(need, out var needed)
            && needed.Item.Status != PrerequisiteStatus.Done))
        {
            item.Problems.Warning(
                PortfolioProblemCode.BegunEarly, NodeOf(item.Fields, need),
                $"'{item.Id}' has begun, but '{need}', which it needs first, is not done.",
                $"Write 'status: done' at '{need}', or take the need out.");
        }
    }

    private static void WarnOfUnneeded(List<ReadDocument> documents)
    {
        var needed = documents.SelectMany(d => d.Bets.SelectMany(b => b.Item.Needs).Concat(d.Prerequisites.SelectMany(p => p.Item.Needs)))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var item in documents.SelectMany(d => d.Prerequisites)
            .Where(p => !p.Item.IsSpeculative && p.Id.Length > 0 && !needed.Contains(p.Id)))
        {
            item.Problems.Warning(
                PortfolioProblemCode.Unneeded, item.Fields.At("id"), $"Nothing needs '{item.Id}'.",
                "Name it under 'needs' of a bet, mark it 'speculative: true', or take it out.");
        }
    }

    /// <summary>Where a need is written.</summary>
    public static YamlNode NodeOf(YamlFields fields, string need) => fields.At("needs").Children.First(node => node.Text.Trim() == need);
}
