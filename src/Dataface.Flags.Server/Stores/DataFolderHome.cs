using Dataface.Flags.Server.Storage;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Stores;

/// <summary>A data folder.</summary>
internal sealed class DataFolderHome(string path) : IStorageHome
{
    private readonly ServerFolder _folder = new(path);

    public string Name => _folder.Path;

    public string? OwnTools => null;

    public ServerStorage Open(TimeProvider time, bool isRecovering = false)
    {
        if (isRecovering) _folder.ThrowIfUnused();
        return new EmbeddedStorage(_folder.Path, time, isRecovering);
    }

    public void ThrowIfOwn(string target) => _folder.ThrowIfInside(target);

    public void Backup(string target) => FolderBackup.Write(_folder, target, TimeProvider.System.GetUtcNow());

    public Task<AuditVerification> RestoreAsync(string source, StateChange recover, CancellationToken cancellationToken) =>
        FolderRestore.ReadAsync(source, _folder, recover, cancellationToken);

    public Task ExportAsync(Stream target, CancellationToken cancellationToken) =>
        Task.Run(() => FolderExport.Write(_folder, target), cancellationToken);

    public Task<AuditVerification> CheckAsync(Action<string> sound, CancellationToken cancellationToken) =>
        Task.Run(() => new FolderCheck(_folder, sound).Run(), cancellationToken);
}
