using System.Text.Json.Serialization;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Incidents;

/// <summary>What undoes something, and what that comes to. Immutable.</summary>
/// <param name="Does">What it does, or why nothing undoes it, in a sentence.</param>
/// <param name="Arguments">
/// The arguments of <c>dataface-flags</c>, to which whoever types them adds <c>--server</c>; none where nothing undoes it.
/// </param>
internal sealed record Remedy(string Does, IReadOnlyList<string> Arguments)
{
    /// <summary>What the board's button does; null for none.</summary>
    [JsonIgnore]
    public StateAction? Action { get; private init; }

    /// <summary>The flag that it is about; null for none.</summary>
    [JsonIgnore]
    public string? Flag { get; private init; }

    /// <summary>The rule whose ramp is meant; null for the environment's own.</summary>
    [JsonIgnore]
    public string? Rule { get; private init; }

    /// <summary>The document that a rollback puts in force.</summary>
    [JsonIgnore]
    public int Number { get; private init; }

    public static Remedy None(string why) => new(why, []);

    /// <summary>What the trail is to say of whoever undoes a record.</summary>
    public static string ReasonOf(AuditRecord record) => $"undoes record {record.Sequence} ({AuditCodec.NameOf(record.Change.Action)})";

    /// <summary>What undoes a kill or a restore.</summary>
    public static Remedy OfKillOrRestore(AuditRecord record)
    {
        var (does, action) = record.Change.Action == StateAction.Kill
            ? ("Ends the kill; the flag's ramps restart at their first step.", StateAction.Restore)
            : ("Switches the flag off again.", StateAction.Kill);
        return Of(does, action, record.Change.Environment, record.Change.Flag, null, ReasonOf(record));
    }

    /// <summary>A kill, a restore, a pause or its end.</summary>
    /// <param name="does">What that comes to.</param>
    /// <param name="action">Which.</param>
    /// <param name="environment">Where.</param>
    /// <param name="flag">Of which flag.</param>
    /// <param name="rule">The rule whose ramp is meant.</param>
    /// <param name="reason">What the trail is to say.</param>
    public static Remedy Of(string does, StateAction action, string environment, string flag, string? rule, string reason)
    {
        var verb = AuditCodec.NameOf(action);
        IEnumerable<string> first = action is StateAction.Kill or StateAction.Restore ? [verb, flag] : ["ramp", flag, verb];
        IEnumerable<string> ofRule = rule is null ? [] : ["--rule", rule];
        return new(does, [.. first, .. ofRule, "--environment", environment, "--reason", reason])
        {
            Action = action,
            Flag = flag,
            Rule = rule,
        };
    }

    /// <summary>Another document.</summary>
    /// <param name="does">What that comes to.</param>
    /// <param name="number">Its number.</param>
    /// <param name="reason">What the trail is to say.</param>
    public static Remedy Rollback(string does, int number, string reason) =>
        new(does, ["rollback", number.ToString(System.Globalization.CultureInfo.InvariantCulture), "--reason", reason])
        {
            Action = StateAction.Rollback,
            Number = number,
        };
}
