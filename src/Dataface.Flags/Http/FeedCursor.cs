using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dataface.Flags.Http;

/// <summary>
/// A position in what a server has announced: <c>lineage.document.sequence</c>. Positions of different lineages cannot be compared.
/// </summary>
/// <param name="Lineage">Changes when the server goes on from a backup; empty from the beginning.</param>
/// <param name="Document">The number of the document in force; 0 when there is none.</param>
/// <param name="Sequence">The position of the environment's state in the audit trail.</param>
internal sealed record FeedCursor(string Lineage, int Document, long Sequence)
{
    /// <summary>Whether it brings something that <paramref name="other"/> does not have, and takes nothing back.</summary>
    public bool IsNewerThan(FeedCursor other) =>
        Lineage != other.Lineage
        || (Document >= other.Document && Sequence >= other.Sequence && (Document > other.Document || Sequence > other.Sequence));

    public static bool TryParse(string? text, [NotNullWhen(true)] out FeedCursor? cursor)
    {
        cursor = null;
        if (text?.Split('.') is not [var lineage, var document, var sequence]) return false;
        if (!int.TryParse(document, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (!long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return false;
        cursor = new(lineage, number, position);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Lineage}.{Document}.{Sequence}");
}
