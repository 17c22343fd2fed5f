using System.Globalization;

namespace Dataface.Flags.Server.Feed;

/// <summary>Where a feed stands; docs/server.md has the text form <c>lineage.number.sequence</c>.</summary>
/// <param name="Lineage">Changes when the store goes on from a backup.</param>
/// <param name="Number">The number of the document in force; 0 for none.</param>
/// <param name="Sequence">The position of the last change of the environment's state; 0 for none.</param>
internal readonly record struct FeedCursor(string Lineage, int Number, long Sequence)
{
    /// <summary>Whether it brings something that <paramref name="other"/> does not have, and takes nothing back.</summary>
    public bool IsNewerThan(FeedCursor other) =>
        Lineage != other.Lineage || (Number >= other.Number && Sequence >= other.Sequence && (Number > other.Number || Sequence > other.Sequence));

    public static FeedCursor? Parse(string? text)
    {
        if (text?.Split('.') is not [var lineage, var number, var sequence]) return null;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
            ? new(lineage, n, s)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Lineage}.{Number}.{Sequence}");
}
