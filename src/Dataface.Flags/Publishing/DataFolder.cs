namespace Dataface.Flags.Publishing;

/// <summary>
/// What is where in a data folder: the journal with its archives, the published documents, the registry of experiments, and a server's settings
/// (<c>*.json</c>).
/// </summary>
/// <param name="Path">The folder.</param>
internal sealed record DataFolder(string Path)
{
    public const string JournalName = "state.jsonl";

    public const string DocumentsName = "documents";

    public const string ExperimentsName = "experiments.jsonl";

    public string Journal => System.IO.Path.Combine(Path, JournalName);

    /// <summary>The registry's own journal; need not exist.</summary>
    public string Experiments => System.IO.Path.Combine(Path, ExperimentsName);

    /// <summary>
    /// The files of settings, such as the hashes of keys. Not those of sessions: one that ended after the backup must not begin anew
    /// with it.
    /// </summary>
    public IEnumerable<string> Settings => Directory.EnumerateFiles(Path, "*.json").Where(file =>
        System.IO.Path.GetFileName(file) is var name && !name.StartsWith('.') && name is not ("sessions.json" or "session-keys.json"));

    public string Documents => System.IO.Path.Combine(Path, DocumentsName);
}
