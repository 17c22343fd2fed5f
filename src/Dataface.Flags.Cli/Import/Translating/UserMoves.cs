using System.Globalization;
using Dataface.Flags.Cli.Import.Deciding;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>
/// Says whom the import moves, by number. The two hashes know nothing of each other: of a share p, p² keep what they had, and p(1-p) lose
/// it to as many others.
/// </summary>
internal static class UserMoves
{
    private const int People = 10_000;

    /// <param name="scope">The flag.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="decision">Who gets what.</param>
    /// <param name="off">The off variant.</param>
    public static void Tell(FlagScope scope, string path, DecisionList<Mix> decision, string off)
    {
        foreach (var given in decision.Cases.Where(c => c.Answer.Only is null))
            Tell(scope, path, $"In '{given.Name}', ", given.Answer, off);
        if (decision.Otherwise.Only is null)
            Tell(scope, path, decision.Cases.Count == 0 ? "" : "Among those whom no rule matches, ", decision.Otherwise, off);
        if (scope.IsHashed)
            scope.Approximated(path, $"Without '{scope.Settings.UserAttribute}' in the context a rollout is off; Microsoft's hash gave all "
                + "users without an id one answer.");
    }

    private static void Tell(FlagScope scope, string path, string whom, Mix mix, string off)
    {
        var moved = Count(mix.Moved);
        var isOnOrOff = mix.Parts.Count == 2 && mix.ShareOf(off) > 0;
        var (on, left) = (Count(1 - mix.ShareOf(off)), Count(mix.ShareOf(off)));
        var text = scope switch
        {
            { IsPerCall: true } => $"{Number(on)} of {Number(People)} units have it in every call from now on, and {Number(left)} in none; "
                + $"until now, each call was decided at random. In any given call, about {Number(moved)} get a different answer.",
            _ when isOnOrOff => $"{Number(on)} of {Number(People)} units have it, before and after, but by another hash: "
                + $"{Number(moved / 2)} of them lose it, and {Number(moved / 2)} others get it.",
            _ => $"the shares stay, but by another hash: {Number(moved)} of {Number(People)} units get another variant.",
        };
        var sentence = whom + text;
        scope.Moves(path, char.ToUpperInvariant(sentence[0]) + sentence[1..], moved);
    }

    private static int Count(decimal share) => (int)Math.Round(share * People);

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
