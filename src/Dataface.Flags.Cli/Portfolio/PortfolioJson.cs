using System.Text.Json;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Experiments.Portfolio.Launch;
using Dataface.Flags.Experiments.Portfolio.Mapping;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using Dataface.Flags.Experiments.Portfolio.Reading;
using Dataface.Flags.Experiments.Portfolio.Reporting;

namespace Dataface.Flags.Cli.Portfolio;

/// <summary>The portfolio's answers as JSON.</summary>
internal static class PortfolioJson
{
    public static void Write(BetRanking ranking, IReadOnlyList<RankedBet> chosen, TextWriter output) => JsonOutput.Write(output, json =>
    {
        json.WriteArray("bets", ranking.Bets, bet =>
        {
            json.WriteStartObject();
            json.WriteString("id", bet.Bet.Id);
            json.WriteNumber("place", bet.Place);
            json.WriteNumber("wait", bet.Wait);
            json.WriteNumber("evpi", bet.Value.Perfect);
            json.WriteNumber("evsi", bet.Value.Sample);
            json.WriteNumber("forgone", bet.Value.Forgone);
            json.WriteNumber("cost", bet.Value.Cost);
            json.WriteNumber("net", bet.Value.Net);
            json.WriteString("why", bet.Why);
            json.WriteArray("shifts", bet.Shifts, shift =>
            {
                json.WriteStartObject();
                json.WriteString("change", shift.Change);
                json.WriteNumber("net", shift.Net);
                json.WriteNumber("place", shift.Place);
                json.WriteEndObject();
            });
            json.WriteEndObject();
        });
        json.WriteArray("first", chosen, bet => json.WriteStringValue(bet.Bet.Id));
        json.WriteBoolean("topHolds", !ranking.Overturns.Any());
    });

    public static void Write(PortfolioMap map, TextWriter output) => JsonOutput.Write(output, json =>
    {
        json.WriteArray("bets", map.Bets, bet =>
        {
            json.WriteStartObject();
            json.WriteString("id", bet.Bet.Id);
            json.WriteNumber("ready", bet.Ready);
            json.WriteNumber("readyFrom", bet.ReadyRange.From);
            json.WriteNumber("readyTo", bet.ReadyRange.To);
            json.WriteNumber("readyIfSpeculativeNeeded", bet.ReadyIfNeeded);
            json.WriteArray("criticalPath", bet.CriticalPath, json.WriteStringValue);
            json.WriteEndObject();
        });
        json.WriteArray("prerequisites", map.Prerequisites, p => WritePrerequisite(json, p));
        json.WriteArray("speculative", map.Speculative, p => WritePrerequisite(json, p));
        json.WriteArray("unlocks", map.Unlocks, step =>
        {
            json.WriteStartObject();
            json.WriteArray("prerequisites", step.Prerequisites, json.WriteStringValue);
            json.WriteArray("bets", step.Bets, json.WriteStringValue);
            json.WriteNumber("value", step.Value);
            json.WriteNumber("days", step.Days);
            json.WriteNumber("valuePerDay", step.ValuePerDay);
            json.WriteEndObject();
        });
        json.WriteArray("thisWeek", map.ThisWeek, p => json.WriteStringValue(p.Prerequisite.Id));
    });

    public static void Write(LaunchReadiness launch, TextWriter output) => JsonOutput.Write(output, json =>
    {
        json.WriteString("verdict", LaunchText.NameOf(launch.Verdict));
        json.WriteArray("unseen", launch.Unseen, item => json.WriteStringValue(item.Id));
        json.WriteArray("blocks", launch.Blocks, block =>
        {
            json.WriteStartObject();
            json.WriteString("item", block.Item?.Id);
            json.WriteString("owner", block.Item?.Owner);
            json.WriteString("reason", block.Reason);
            json.WriteEndObject();
        });
        json.WriteArray("acceptedRisks", launch.AcceptedRisks, item =>
        {
            json.WriteStartObject();
            json.WriteString("item", item.Id);
            json.WriteString("owner", item.Deferral!.Owner);
            json.WriteString("followUp", item.Deferral.FollowUp);
            json.WriteString("risk", item.Deferral.Risk);
            json.WriteEndObject();
        });
        json.WriteArray("evidence", launch.Items.SelectMany(item => launch.Evidence[item.Id], (item, evidence) => (item, evidence)), pair =>
        {
            json.WriteStartObject();
            json.WriteString("item", pair.item.Id);
            json.WriteString("subject", pair.evidence.Subject);
            json.WriteString("state",
                pair.evidence.State switch { EvidenceState.Good => "good", EvidenceState.Bad => "bad", _ => "not checked" });
            json.WriteString("detail", pair.evidence.Detail);
            json.WriteEndObject();
        });
    });

    private static void WritePrerequisite(Utf8JsonWriter json, MappedPrerequisite prerequisite)
    {
        json.WriteStartObject();
        json.WriteString("id", prerequisite.Prerequisite.Id);
        json.WriteString("theme", PortfolioWords.Themes[prerequisite.Prerequisite.Theme]);
        json.WriteString("status", PortfolioWords.PrerequisiteStatuses[prerequisite.Prerequisite.Status]);
        json.WriteNumber("start", prerequisite.EarliestStart);
        json.WriteNumber("finish", prerequisite.EarliestFinish);
        if (prerequisite.Slack is { } slack) json.WriteNumber("slack", slack);
        else json.WriteNull("slack");
        json.WriteArray("bets", prerequisite.Bets, json.WriteStringValue);
        json.WriteEndObject();
    }
}
