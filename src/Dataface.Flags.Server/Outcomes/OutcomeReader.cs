using System.Text.Json;
using Dataface.Flags.Guard;
using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Outcomes;

/// <summary>Reads a batch of outcomes: all of it, or nothing.</summary>
internal static class OutcomeReader
{
    public const int MostOutcomes = 1_000;

    private const int LongestName = 200;
    private const int LongestUnit = 1_000;

    /// <summary>A day, in milliseconds.</summary>
    private const long LongestCall = 86_400_000;

    public static IReadOnlyList<ReportedOutcome> Read(JsonElement json)
    {
        var items = new BodyValue(json, "$").Object("outcomes").Member("outcomes").Items(MostOutcomes).Select(Outcome).ToList();
        return items.Count > 0 ? items : throw new ProblemException(Problem.Malformed("$.outcomes is empty. Send at least one."));
    }

    private static ReportedOutcome Outcome(BodyValue item)
    {
        item.Object("id", "flag", "objective", "unit", "context", "variant", "outcome", "durationMs", "signal");
        var (flag, objective) = (Text(item, "flag"), Text(item, "objective"));
        if (flag is null == objective is null) throw Wrong(item, "names a flag and an objective, or neither", "Name one of them");
        var result = item.Find("outcome") is { } outcome ? Result(outcome) : (GuardOutcome?)null;
        var signal = Text(item, "signal");
        if (result is null && (signal is null || objective is not null)) throw Wrong(item, "has no outcome", Results);
        return new(
            item.Member("id").Text(LongestName), flag, objective, flag is null ? default : Subject(item), Text(item, "variant"), result,
            item.Find("durationMs") is { } duration ? TimeSpan.FromMilliseconds(Milliseconds(duration)) : null, signal);
    }

    private const string Results = "Write \"success\", \"error\" or \"cancelled\"";

    private static OutcomeSubject Subject(BodyValue item)
    {
        var (unit, context) = (item.Find("unit"), item.Find("context"));
        if (unit is null == context is null) throw Wrong(item, "has a unit and a context, or neither", "Give one of them");
        if (unit is { } only) return new(only.Text(LongestUnit), default);
        return context!.Value.Json.ValueKind == JsonValueKind.Object
            ? new(null, item.Json)
            : throw Wrong(context.Value, "is not an object", "Write {\"targetingKey\":\"user-42\"}");
    }

    private static GuardOutcome Result(BodyValue value) => value.Text(LongestName) switch
    {
        "success" => GuardOutcome.Success,
        "error" => GuardOutcome.Error,
        "cancelled" => GuardOutcome.Cancelled,
        _ => throw Wrong(value, "is not an outcome", Results),
    };

    private static double Milliseconds(BodyValue value) =>
        value.Json.ValueKind == JsonValueKind.Number && value.Json.TryGetDouble(out var number) && number is >= 0 and <= LongestCall
            ? number
            : throw Wrong(value, $"is not a number from 0 to {LongestCall}", "Send milliseconds, or leave it out");

    private static string? Text(BodyValue item, string name) => item.Find(name)?.Text(LongestName);

    private static ProblemException Wrong(BodyValue value, string what, string remedy) =>
        new(Problem.Malformed($"{value.Path} {what}. {remedy}."));
}
