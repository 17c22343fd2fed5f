using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Callers;

/// <summary>What a key's team may be called: what experiments may have as their owner.</summary>
internal static class TeamNames
{
    private const int MaxLength = 100;

    /// <summary>Why a key cannot be confined to a team; null when it can, or is to be of none.</summary>
    public static string? WhyNot(string? team, Scope scopes)
    {
        if (team is null) return null;
        if (team.Length is 0 or > MaxLength || team != team.Trim() || team.Any(ShownText.IsHidden))
        {
            return "a team that is empty, too long, or has white space around it or control characters. Write it as experiments write "
                + "their owner, such as 'team-payments'.";
        }

        // Whoever makes keys would make one of every team.
        return scopes.HasFlag(Scope.Admin) ? "a team and the scope 'admin', which makes keys of every team. Leave one of them out." : null;
    }
}
