using System.Collections.Concurrent;
using Dataface.Flags.Background;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.Settings;

namespace Dataface.Flags.Server.Stores;

/// <summary>Small things of the server's own, in its database. Nobody else writes them.</summary>
internal sealed class SqliteSettingStore(SqliteDatabase database) : ISettingStore
{
    private readonly ConcurrentDictionary<string, ChangeListeners> _listeners = new(StringComparer.Ordinal);

    public Task<(byte[] Value, long Version)?> ReadAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => SettingRows.Read(connection, name), cancellationToken);

    public async Task<bool> WriteAsync(string name, byte[] value, long expectedVersion, CancellationToken cancellationToken)
    {
        if (!await database.WriteAsync(c => SettingRows.Write(c, name, value, expectedVersion), cancellationToken)) return false;
        if (_listeners.TryGetValue(name, out var listeners)) listeners.Tell();
        return true;
    }

    public IDisposable OnChange(string name, Action changed) => _listeners.GetOrAdd(name, _ => new()).Add(changed);
}
