using System.Text;
using Dataface.Flags.Documents;

namespace Dataface.Flags.State;

/// <summary>
/// What a change may say. A kill of a key that no flag can have would be kept, and believed, while the flag that was meant
/// serves on; so every store and every door asks here. What was recorded before is not looked at again. The functions of a database
/// ask the same.
/// </summary>
internal static class ChangeCheck
{
    private const int LongestName = 1_000;

    /// <summary>Why an action cannot be asked for a flag, and what to write instead; null when it can.</summary>
    /// <param name="action">The action.</param>
    /// <param name="flag">The flag's key, or <c>*</c> for every flag where the action knows that.</param>
    /// <param name="known">Keys that there are, for a hint.</param>
    public static string? ProblemOf(StateAction action, string? flag, IEnumerable<string>? known = null)
    {
        var isForAll = action is StateAction.Kill or StateAction.Restore;
        if (isForAll && flag == KillRegister.Everything) return null;
        var problem = Names.ProblemOfKey(flag, known);
        return problem is null || !isForAll ? problem : $"{problem} '{KillRegister.Everything}' stands for every flag.";
    }

    /// <summary>Why a change is recorded nowhere, wherever things stand; null when it may be recorded.</summary>
    public static RefusalException? RefusalOf(StateChange change) => ProblemOf(change) is { } problem ? Malformed(problem) : null;

    /// <summary>Why no flag can have the key of a change; null when one can.</summary>
    public static RefusalException? RefusalOfKey(StateChange change) =>
        ProblemOf(change.Action, change.Flag) is { } problem ? Malformed(problem) : null;

    private static RefusalException Malformed(string problem) => new(RefusalKind.Malformed, problem);

    private static string? ProblemOf(StateChange change) =>
        ProblemOfText("by", change.By, 10_000) ?? ProblemOfText("from", change.From, 10_000)
        ?? ProblemOfText("reason", change.Reason, 100_000) ?? ProblemOfText("evidence", change.Evidence ?? "-", 8_000_000)
        ?? change.Action switch
        {
            StateAction.Kill => ProblemOfPlace(change),

            // Whether it may end a kill of any text depends on whether there is one.
            StateAction.Restore => Names.ProblemOfEnvironment(change.Environment) ?? ProblemOfText("flag", change.Flag, LongestName),
            StateAction.Advance or StateAction.Pause or StateAction.Resume => ProblemOfPlace(change) ?? ProblemOfRamp(change),
            StateAction.Publish or StateAction.Rollback => ProblemOfDocument(change.Document),
            StateAction.Refuse => ProblemOfText("environment", change.Environment, 200) ?? ProblemOfText("flag", change.Flag, LongestName),
            StateAction.Checkpoint or StateAction.Recover or StateAction.Configure => null,
            _ => $"There is no action {(int)change.Action}. Use one of {nameof(StateAction)}.",
        };

    private static string? ProblemOfPlace(StateChange change) =>
        ProblemOf(change.Action, change.Flag) ?? Names.ProblemOfEnvironment(change.Environment);

    private static string? ProblemOfRamp(StateChange change) => ProblemOfText("rollout", change.Rollout, LongestName)
        ?? (change is { Stage: >= 0 and <= 10_000, Epoch: >= 1 and <= 1_000_000, MilliPercent: >= 0 and <= 100_000 }
            ? null
            : "A stage is 0 to 10000, an epoch 1 to 1000000, a share 0 to 100000 thousandths of a percent. Correct them.");

    private static string? ProblemOfDocument(string? hash) => hash?.Length == 64 && hash.All(char.IsAsciiHexDigitLower)
        ? null
        : "A document is named by the SHA-256 of its bytes, 64 lower-case hexadecimal digits. Write that hash.";

    /// <summary>Characters are Unicode's, as databases count them.</summary>
    private static string? ProblemOfText(string name, string? text, int longest) =>
        !string.IsNullOrEmpty(text) && (text.Length <= longest || text.EnumerateRunes().Count() <= longest)
            ? null
            : $"'{name}' must have 1 to {longest} characters.";
}
