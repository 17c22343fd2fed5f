using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>The files in which versions before SQLite kept everything.</summary>
internal sealed class OldFiles(ServerFolder folder)
{
    /// <summary>The journal comes last: as long as it is there, not all were put aside.</summary>
    private static readonly string[] Patterns =
    [
        "documents", "evidence.jsonl*", "experiments.jsonl*", "keys.json*", "sessions.json*", "session-keys.json", "state.jsonl.*",
        "state.jsonl",
    ];

    public string Journal => folder.In("state.jsonl");

    public string Documents => folder.In("documents");

    public string Keys => folder.In("keys.json");

    public string Evidence => folder.In("evidence.jsonl");

    public string Experiments => folder.In("experiments.jsonl");

    public bool HasJournal => File.Exists(Journal);

    public bool HasDocuments => Directory.Exists(Documents) && Directory.EnumerateFiles(Documents, "*.json").Any();

    /// <summary>Whether there is anything to take over.</summary>
    public bool Any => HasJournal || HasDocuments || File.Exists(Keys) || File.Exists(Evidence) || File.Exists(Experiments)
        || JournalArchives.All(Journal).Any();

    /// <summary>Puts them aside. Can be repeated, wherever it was broken off.</summary>
    public void PutAside()
    {
        FolderSync.Make(folder.Aside);
        foreach (var path in Patterns.SelectMany(pattern => Directory.EnumerateFileSystemEntries(folder.Path, pattern).ToList()))
        {
            var target = Path.Combine(folder.Aside, Path.GetFileName(path));
            if (Directory.Exists(path) && !Directory.Exists(target)) Directory.Move(path, target);
            else if (File.Exists(path)) File.Move(path, target, overwrite: true);
        }

        FolderSync.Flush(folder.Aside);
        FolderSync.Flush(folder.Path);
    }
}
