namespace Dataface.Flags.Server.Storage;

/// <summary>Keeps the sessions of people at browsers, for all replicas. Thread-safe.</summary>
internal interface ISessionStore
{
    /// <summary>How many sessions one key may have; the oldest end when there are more.</summary>
    const int MostOfAKey = 100;

    /// <summary>Keeps a session; those that have ended by then are forgotten.</summary>
    Task AddAsync(Session session, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>A session that is kept, whether its time is over or not; null when there is none.</summary>
    Task<Session?> FindAsync(byte[] id, CancellationToken cancellationToken);

    /// <summary>Ends a session for all replicas.</summary>
    Task RemoveAsync(byte[] id, CancellationToken cancellationToken);
}

/// <summary>A session as it is kept: of neither value can the cookie or the key be made.</summary>
/// <param name="Id">SHA-256 of what the cookie says.</param>
/// <param name="Secret">SHA-256 of the secret of the key that it was begun with.</param>
/// <param name="EndsAt">When it ends at the latest.</param>
internal sealed record Session(byte[] Id, byte[] Secret, DateTimeOffset EndsAt);
