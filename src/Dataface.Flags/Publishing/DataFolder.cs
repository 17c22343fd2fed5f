namespace Dataface.Flags.Publishing;

/// <summary>What is where in a data folder: the journal with its archives, and the published documents.</summary>
/// <param name="Path">The folder.</param>
internal sealed record DataFolder(string Path)
{
    public const string JournalName = "state.jsonl";

    public const string DocumentsName = "documents";

    public string Journal => System.IO.Path.Combine(Path, JournalName);

    public string Documents => System.IO.Path.Combine(Path, DocumentsName);
}
