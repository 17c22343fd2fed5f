namespace Dataface.Flags.Cli.Import.Reports;

/// <summary>What became of the file's constructs, in its order. Not thread-safe.</summary>
internal sealed class ImportReport
{
    private readonly List<ImportNote> _notes = [];
    private readonly List<(string Name, string Key)> _imported = [];
    private readonly List<string> _leftOut = [];

    public IReadOnlyList<ImportNote> Notes => _notes;

    /// <summary>The flags of the document: their old names and their keys.</summary>
    public IReadOnlyList<(string Name, string Key)> Imported => _imported;

    /// <summary>The flags that are not in the document.</summary>
    public IReadOnlyList<string> FlagsLeftOut => _leftOut;

    public void Add(NoteKind kind, string flag, string path, string text, int? moved = null) =>
        _notes.Add(new(kind, flag, path, text, moved));

    public void Imports(string name, string key) => _imported.Add((name, key));

    /// <summary>Says that a whole flag is not in the document.</summary>
    public void LeaveOut(string flag, string path, string why)
    {
        _leftOut.Add(flag);
        Add(NoteKind.LeftOut, flag, path, $"The flag is not in the document. {why}");
    }

    /// <summary>Forgets what was said of a flag that turned out not to be in the document: the notes after the first so many.</summary>
    public void ForgetAfter(int notes) => _notes.RemoveRange(notes, _notes.Count - notes);
}
