using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Stores;

/// <summary>A data folder.</summary>
internal sealed class DataFolderHome(string path) : IStorageHome
{
    private readonly DataFolder _folder = new(Path.GetFullPath(path));

    public string Name => _folder.Path;

    public string? OwnTools => null;

    public ServerStorage Open(TimeProvider time) => new EmbeddedStorage(_folder.Path, time);

    public void Backup(string target) => DataFolderBackup.Write(_folder, target);

    public Task<AuditVerification> RestoreAsync(string source, StateChange recover, CancellationToken cancellationToken) =>
        DataFolderRestore.ReadAsync(source, _folder, recover, cancellationToken);

    public Task<AuditVerification> CheckAsync(CancellationToken cancellationToken) =>
        DataFolderCheck.RunAsync(_folder, cancellationToken);
}
