namespace Dataface.Flags.Server.Instances;

/// <summary>
/// The revisions of documents that an instance reports, joined by <c>+</c>: of a published one its SHA-256, of others whatever their source
/// gives.
/// </summary>
internal static class ReportedDefinitions
{
    private const int HashLength = 64;

    /// <summary>What a text ends with that was cut off where it was too long, so that a revision may be missing.</summary>
    private const char Cut = '…';

    /// <summary>
    /// Whether an instance runs another published document than the one in force, or none yet. One that reports none of a published
    /// document's kind has its flags from elsewhere, and nothing is said of it.
    /// </summary>
    /// <param name="reported">What it reports; null when it says nothing of documents, empty before it has any.</param>
    /// <param name="published">The hash of the document in force; null when there is none.</param>
    public static bool AreOthers(string? reported, string? published)
    {
        if (reported is null || published is null) return false;
        if (reported.Length == 0) return true;
        var revisions = reported.Split('+');
        return !revisions.Contains(published) && !reported.EndsWith(Cut) && revisions.Any(IsHash);
    }

    private static bool IsHash(string revision) => revision.Length == HashLength && revision.All(char.IsAsciiHexDigitLower);
}
