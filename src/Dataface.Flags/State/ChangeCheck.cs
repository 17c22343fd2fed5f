using Dataface.Flags.Documents;

namespace Dataface.Flags.State;

/// <summary>
/// What a change may name. A kill of a key that no flag can have would be kept, and believed, while the flag that was meant
/// serves on; so every store and every door asks here. What was recorded before is not looked at again.
/// </summary>
internal static class ChangeCheck
{
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

    /// <summary>Throws when a change of an environment's flags names what can be no flag or no environment.</summary>
    /// <exception cref="ArgumentException">It does; the message says what to write.</exception>
    public static void ThrowIfNamesNothing(StateChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.IsGlobal) return;
        var problem = ProblemOf(change.Action, change.Flag) ?? Names.ProblemOfEnvironment(change.Environment);
        if (problem is not null) throw new ArgumentException(problem, nameof(change));
    }
}
