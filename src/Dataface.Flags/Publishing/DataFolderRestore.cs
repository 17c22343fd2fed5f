using System.Formats.Tar;
using System.IO.Compression;
using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>Makes a data folder from a backup.</summary>
internal static class DataFolderRestore
{
    /// <summary>Longer than a restore takes from one file to the next.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>
    /// Unpacks a backup beside the folder, checks the chain of records and every document, adds a <see cref="StateAction.Recover"/> record, and only
    /// then puts it in the folder's place: the folder is there whole, or not at all.
    /// </summary>
    /// <param name="source">The backup.</param>
    /// <param name="folder">Where to; must not exist, or be empty.</param>
    /// <param name="recover">Who restores it and why.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many records there are now, and the hash of the last.</returns>
    /// <exception cref="IOException">The folder is not empty.</exception>
    /// <exception cref="InvalidDataException">The backup is damaged; the message says where.</exception>
    public static async Task<AuditVerification> ReadAsync(string source, DataFolder folder, StateChange recover, CancellationToken cancellationToken)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new IOException($"{target} is not empty, and a backup replaces nothing. Name another folder, or move this one away.");
        }

        Sweep(target);
        var unpacked = new DataFolder($"{target}.{Guid.NewGuid():N}.tmp");
        try
        {
            Unpack(source, unpacked);
            var verification = await CheckAsync(unpacked, recover, cancellationToken).ConfigureAwait(false);
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(unpacked.Path, target);
            FolderSync.Flush(Path.GetDirectoryName(target)!);
            return verification;
        }
        finally
        {
            if (Directory.Exists(unpacked.Path)) Directory.Delete(unpacked.Path, recursive: true);
        }
    }

    /// <summary>Removes what restores have left beside a folder that did not come to their end, an hour ago or longer.</summary>
    public static void Sweep(string target)
    {
        var (above, name) = (Path.GetDirectoryName(target), Path.GetFileName(target));
        if (above is null || !Directory.Exists(above)) return;
        foreach (var left in Directory.EnumerateDirectories(above, name + ".*.tmp"))
        {
            var id = Path.GetFileName(left)[(name.Length + 1)..^4];
            if (Guid.TryParseExact(id, "N", out _) && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(left) > Abandoned)
            {
                Directory.Delete(left, recursive: true);
            }
        }
    }

    private static void Unpack(string source, DataFolder folder)
    {
        FolderSync.Make(folder.Path);
        FolderSync.Make(folder.Documents);
        using var file = File.OpenRead(source);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unpacked);
        while (tar.GetNextEntry() is { } entry)
        {
            // A backup is a file like any other: it may name no place but ours.
            var name = entry.Name.StartsWith(DataFolder.DocumentsName + "/", StringComparison.Ordinal) ? entry.Name[(DataFolder.DocumentsName.Length + 1)..] : entry.Name;
            var isJournal = name.StartsWith(DataFolder.JournalName, StringComparison.Ordinal) || name == DataFolder.ExperimentsName;
            var isOurs = name.EndsWith(".json", StringComparison.Ordinal) || (name == entry.Name && isJournal);
            if (entry.EntryType != TarEntryType.RegularFile || !isOurs || name.AsSpan().ContainsAny('/', '\\'))
            {
                throw new InvalidDataException($"{source} holds '{entry.Name}', which belongs in no data folder. It is not a backup, or was changed.");
            }

            using var copy = PrivateFiles.Open(Path.Combine(name == entry.Name ? folder.Path : folder.Documents, name), FileMode.CreateNew,
                FileAccess.Write, FileShare.None);
            entry.DataStream?.CopyTo(copy);
            copy.Flush(flushToDisk: true);
        }

        FolderSync.Flush(folder.Documents);
        FolderSync.Flush(folder.Path);
    }

    private static async Task<AuditVerification> CheckAsync(DataFolder folder, StateChange recover, CancellationToken cancellationToken)
    {
        using var store = new FileFlagStateStore(folder.Journal);
        if (await DataFolderCheck.RunAsync(folder, store, cancellationToken).ConfigureAwait(false) is { IsIntact: false } broken)
        {
            throw new InvalidDataException($"The backup's records are broken after record {broken.Records}: {broken.Fault}. Use another backup.");
        }

        await store.ApplyAsync(recover with { Action = StateAction.Recover, Environment = "*", Flag = "*" }, cancellationToken).ConfigureAwait(false);
        return await AuditVerifier.VerifyAsync(store.ReadAuditAsync(cancellationToken), null, cancellationToken).ConfigureAwait(false);
    }
}
