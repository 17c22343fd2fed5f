namespace Dataface.Flags.Cli.Import.Reports;

/// <summary>What became of a construct.</summary>
internal enum NoteKind
{
    /// <summary>It means the same.</summary>
    Translated,

    /// <summary>It means nearly the same; the note says what differs.</summary>
    Approximated,

    /// <summary>It is not in the document.</summary>
    LeftOut,

    /// <summary>Users get something else than before.</summary>
    Moves,

    /// <summary>The document is accepted, but lint warns of it.</summary>
    Warning,
}

/// <summary>A sentence about a construct of the file.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Flag">The flag that it belongs to, as the file calls it.</param>
/// <param name="Path">Where it stands, as a JSON path.</param>
/// <param name="Text">What, and what to do.</param>
/// <param name="Moved">How many of 10,000 users get another answer than before; null unless users move.</param>
internal sealed record ImportNote(NoteKind Kind, string Flag, string Path, string Text, int? Moved = null);
