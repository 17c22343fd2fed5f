using Dataface.Flags.State;

namespace Dataface.Flags.Server.Storage;

/// <summary>
/// A place where storage is kept: opened by whoever serves, looked after by the commands <c>backup</c>, <c>restore</c>, <c>check</c>,
/// <c>export</c> and <c>recover</c>. Whatever it cannot do is refused by an <see cref="InvalidDataException"/> that says what to
/// use instead.
/// </summary>
internal interface IStorageHome
{
    /// <summary>What the commands call it; holds no secret.</summary>
    string Name { get; }

    /// <summary>What makes and restores its backups, where the server does not; null where it does.</summary>
    string? OwnTools { get; }

    /// <summary>Opens it; <see cref="ServerStorage.StartAsync"/> comes next.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="isRecovering">Whether it may be older than what was confirmed: <c>recover</c> goes on behind it.</param>
    ServerStorage Open(TimeProvider time, bool isRecovering = false);

    /// <summary>Refuses a file to be written that is among those in which everything is kept, or would be.</summary>
    void ThrowIfOwn(string target);

    /// <summary>Writes all that is kept into one file. While a server uses it, too.</summary>
    void Backup(string target);

    /// <summary>Puts a backup into a place that is empty, verified, and goes on behind it.</summary>
    /// <param name="source">A file of <see cref="Backup"/>.</param>
    /// <param name="recover">The record by which clients learn that positions begin anew.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<AuditVerification> RestoreAsync(string source, StateChange recover, CancellationToken cancellationToken);

    /// <summary>Writes the trail as JSON lines, oldest first, as docs/state.md has them. While a server uses it, too.</summary>
    Task ExportAsync(Stream target, CancellationToken cancellationToken);

    /// <summary>Verifies the trail and what it names. While a server uses it, too.</summary>
    /// <param name="sound">Is told of each part that is sound.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<AuditVerification> CheckAsync(Action<string> sound, CancellationToken cancellationToken);
}
