using System.Globalization;
using Dataface.Flags.Files;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>Makes a data folder from a backup, also from one of a version before SQLite.</summary>
internal static class FolderRestore
{
    private const string Unfinished = ".tmp";

    /// <summary>
    /// Unpacks a backup beside the folder, checks its manifest and each part, adds a <see cref="StateAction.Recover"/> record,
    /// and only then puts it
    /// in the folder's place: the folder is there whole, or not at all.
    /// </summary>
    /// <param name="source">The backup.</param>
    /// <param name="folder">Where to; must not exist, or be empty.</param>
    /// <param name="recover">Who restores it and why.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many records there are now, and the hash of the last.</returns>
    /// <exception cref="IOException">The folder is not empty.</exception>
    /// <exception cref="InvalidDataException">The backup is damaged; the message says where.</exception>
    public static async Task<AuditVerification> ReadAsync(
        string source, ServerFolder folder, StateChange recover, CancellationToken cancellationToken)
    {
        var target = folder.Path;
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new IOException($"{target} is not empty, and a backup replaces nothing. Name another folder, or move this one away.");
        }

        LeftFolders.Sweep(target, Unfinished);
        var unpacked = new ServerFolder(LeftFolders.Name(target, Unfinished));
        try
        {
            BackupFiles.Unpack(source, unpacked.Path);
            CheckManifest(source, unpacked);
            MovingIn.Run(unpacked);
            if (Directory.Exists(unpacked.Aside)) Directory.Delete(unpacked.Aside, recursive: true);
            var verification = await RecoverAsync(unpacked, recover, cancellationToken).ConfigureAwait(false);
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

    private static void CheckManifest(string source, ServerFolder unpacked)
    {
        var path = unpacked.In(FolderManifest.Name);
        if (!File.Exists(path))
        {
            if (!File.Exists(unpacked.Database) && new OldFiles(unpacked).Any) return;
            throw new InvalidDataException($"{source} is not a backup of a server: it has no {FolderManifest.Name}. Use another one.");
        }

        FolderManifest.Read(File.ReadAllBytes(path), source).Check(unpacked.Path, source);
        File.Delete(path);
    }

    private static async Task<AuditVerification> RecoverAsync(ServerFolder folder, StateChange recover, CancellationToken cancellationToken)
    {
        if (new FolderCheck(folder, static _ => { }).Run() is { IsIntact: false } broken)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"The backup's records are broken: {broken.Problem}. Use another backup."));
        }

        using (var opened = new FolderDatabase(folder))
        {
            using var store = new SqliteFlagStateStore(opened.Database, opened.Trail);
            await store.ApplyAsync(recover with { Action = StateAction.Recover, Environment = "*", Flag = "*" }, cancellationToken)
                .ConfigureAwait(false);
        }

        return new FolderCheck(folder, static _ => { }).Run();
    }
}
