using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Output;

/// <summary>What goes on, as lines that are read at 3 a.m. and commands that are copied from them.</summary>
/// <param name="output">Where to.</param>
/// <param name="server">The words that lead to the server, as they were typed.</param>
internal sealed class IncidentText(TextWriter output, IReadOnlyList<string> server)
{
    public void Write(JsonElement incident)
    {
        Head(incident);
        Section(incident, "unconfirmed", "Not confirmed", change =>
        [
            $"{Optional(change, "what", "", "kill")} {Text(change, "flag")} {Time(change, "at")} by {Text(change, "by")}: "
                + Text(change, "reason"),
            Text(change.GetProperty("confirmation"), "summary"),
        ]);
        Section(incident, "guards", "Loud guards", guard =>
        [
            $"{Text(guard, "flag")}{Rule(guard)}: {Text(guard, "cause")}{Evidence(guard)}",
            Text(guard, "says"),
        ]);
        Section(incident, "rollouts", "Rolling out", rollout =>
        [
            $"{Text(rollout, "flag")}{Rule(rollout)}: step {rollout.GetProperty("step")} of {rollout.GetProperty("steps")}, "
                + $"{rollout.GetProperty("percent")} %{Since(rollout)}; next {rollout.GetProperty("nextPercent")} %",
            Text(rollout, "next"),
        ]);
        Section(incident, "changes", "Changed", change =>
        [
            $"{Time(change, "at")}  {Text(change, "what")} {Subject(change)}{Optional(change, "detail", ": ")}",
            $"by {Optional(change, "by", "", "somebody (ask with a key for all environments)")}{Optional(change, "reason", ": ")}",
        ]);
        if (incident.GetProperty("isPartial").GetBoolean()) output.WriteLine("There were more changes than are listed.");
    }

    private void Head(JsonElement incident)
    {
        output.WriteLine(
            $"{Text(incident, "environment")} at {Time(incident, "at")}: {Count(incident, "changes", "change")} since "
            + $"{Time(incident, "since")}, {Count(incident, "guards", "loud guard")}, {Count(incident, "rollouts", "rollout")} going on, "
            + $"{Count(incident, "unconfirmed", "kill or restore", "kills and restores")} not confirmed; "
            + $"{incident.GetProperty("killed")} killed.");
    }

    private void Section(JsonElement incident, string name, string heading, Func<JsonElement, string[]> lines)
    {
        var items = incident.GetProperty(name);
        if (items.GetArrayLength() == 0) return;
        output.WriteLine();
        output.WriteLine(heading);
        foreach (var item in items.EnumerateArray())
        {
            foreach (var (i, line) in lines(item).Index()) output.WriteLine($"{(i == 0 ? "  " : "    ")}{line}");
            Undo(item.GetProperty("undo"));
        }
    }

    private void Undo(JsonElement undo)
    {
        output.WriteLine($"    {Text(undo, "does")}");
        var words = undo.GetProperty("arguments").EnumerateArray().Select(word => word.GetString()!).ToList();
        if (words.Count > 0) output.WriteLine($"    {ShellWords.Join(["dataface-flags", .. words, .. server])}");
    }

    private static string Subject(JsonElement change) =>
        Text(change, "area") == "definitions" ? $"revision {Text(change, "subject")}" : Text(change, "subject");

    private static string Evidence(JsonElement guard) => guard.TryGetProperty("evidence", out var evidence)
        ? $", evidence of harm {evidence.GetString()}, kills at {Text(guard, "killsAt")}" : "";

    private static string Rule(JsonElement item) => Optional(item, "rule", ", rule ");

    private static string Since(JsonElement item) => item.TryGetProperty("since", out _) ? $" since {Time(item, "since")}" : "";

    private static string Count(JsonElement incident, string name, string what, string? many = null)
    {
        var count = incident.GetProperty(name).GetArrayLength();
        return count == 1 ? $"1 {what}" : $"{count} {many ?? what + "s"}";
    }

    private static string Time(JsonElement item, string name) =>
        item.GetProperty(name).GetDateTimeOffset().UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private static string Optional(JsonElement item, string name, string before, string without = "") =>
        item.TryGetProperty(name, out var text) && text.GetString() is { } given ? before + given : without;
}
