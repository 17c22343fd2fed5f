using Dataface.Flags.Documents;

namespace Dataface.Flags.State;

/// <summary>A restore of what was not killed: whoever misspelt a key believes that the feature is back.</summary>
internal static class NothingRestored
{
    private const int MostShown = 5;

    /// <summary>What to tell of a change that was recorded; null when it was no restore, or ended a kill.</summary>
    /// <param name="recorded">The change's record; null when it had been recorded before.</param>
    /// <param name="state">The state of its environment since.</param>
    public static string? Warning(AuditRecord? recorded, FlagState state)
    {
        if (recorded is not { Change: { Action: StateAction.Restore } change, Before: null }) return null;
        var killed = state.Kills.Keys.Order(StringComparer.Ordinal).ToList();
        var hint = (Spelling.Nearest(change.Flag, killed), killed) switch
        {
            ({ } near, _) => $"Did you mean '{near}'?",
            (_, []) => "Nothing is killed there.",
            _ => $"Killed there: {string.Join(", ", killed.Take(MostShown))}{(killed.Count > MostShown ? ", ..." : "")}.",
        };
        return $"'{change.Flag}' was not killed in '{change.Environment}', so that nothing has changed. {hint}";
    }
}
