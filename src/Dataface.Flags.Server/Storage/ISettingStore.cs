namespace Dataface.Flags.Server.Storage;

/// <summary>Keeps small things of the server's own, such as the hashes of keys. Thread-safe.</summary>
internal interface ISettingStore
{
    /// <summary>What is kept under a name, with its version; null when nothing is.</summary>
    Task<(byte[] Value, long Version)?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Keeps a value, unless somebody else has meanwhile.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="expectedVersion">The version that was read; 0 for none.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>Whether it was kept; on the disk by then.</returns>
    Task<bool> WriteAsync(string name, byte[] value, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>Calls back whenever what is kept under a name may have changed, until the result is disposed.</summary>
    IDisposable OnChange(string name, Action changed);
}
