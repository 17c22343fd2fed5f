using Dataface.Flags.Background;
using Dataface.Flags.Postgres.Connections;
using Npgsql;

namespace Dataface.Flags.Postgres.Listening;

/// <summary>
/// One connection that listens, made anew when it breaks. Notifications are quick and may be lost with a connection, so everybody
/// is told after each reconnection, and the database is asked every few seconds whether anything has changed; that also shows a
/// connection that died silently. While none can be had, the database is asked over another.
/// </summary>
internal sealed class ListeningSession : IAsyncDisposable
{
    /// <summary>How often the database is asked, and the longest wait before the next connection is tried.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(3);

    /// <summary>The longest wait for a notification, with the sign of life that the connection asks for meanwhile.</summary>
    private static readonly TimeSpan Silence = PollInterval + Bounded.Patience;

    private readonly IListenedDatabase _database;
    private readonly Action<string> _tell;
    private readonly Action _tellAll;
    private readonly RetryingLoop _loop;
    private readonly Timer _patience;
    private readonly SemaphoreSlim _attempt = new(1, 1);
    private NpgsqlConnection? _connection;
    private Task _doing = Task.CompletedTask;
    private Head _seen;
    private bool _isLost;

    /// <param name="tell">Is told the topic of each change.</param>
    /// <param name="tellAll">Is told when anything may have changed, and when nobody knows whether it has.</param>
    public ListeningSession(IListenedDatabase database, Action<string> tell, Action tellAll)
    {
        (_database, _tell, _tellAll) = (database, tell, tellAll);

        // Failures show where the stores are read, with what is stale by them. The network keeps no manual clock.
        _loop = new RetryingLoop(ListenAsync, (_, _) => { }, TimeProvider.System);
        _patience = new Timer(_ => _loop.Signal(), null, PollInterval, PollInterval);
        _loop.Signal();
    }

    /// <summary>How far the database is; grows with each change.</summary>
    public static async Task<Head> HeadAsync(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand("SELECT sequence, number, settings FROM dataface_flags.head", connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                return new(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _patience.DisposeAsync().ConfigureAwait(false);
        await _loop.DisposeAsync().ConfigureAwait(false);

        // The loop gives its last attempt up and does not wait for it.
        await _attempt.WaitAsync().ConfigureAwait(false);
        await Drop().WaitAsync(Bounded.Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _attempt.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await _attempt.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connection is null) await ConnectAsync(cancellationToken).ConfigureAwait(false);
            else await WaitAsync(_connection, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _attempt.Release();
        }

        _loop.Signal();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            _connection = await _database.OpenToListenAsync(cancellationToken).ConfigureAwait(false);
            _connection.Notification += (_, notification) => Notified(notification.Payload);
            _seen = await DoAsync(ListenAsync(_connection), Bounded.Patience, cancellationToken).ConfigureAwait(false);
            Found();
            _tellAll();
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            _ = Drop();
            Lost();
            Notice(await _database.AskAsync(HeadAsync, cancellationToken).ConfigureAwait(false));
            if (Found()) _tellAll();
            throw;
        }
    }

    private static async Task<Head> ListenAsync(NpgsqlConnection connection)
    {
        var listen = new NpgsqlCommand("LISTEN dataface_flags", connection);
        await using (listen.ConfigureAwait(false)) await listen.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        return await HeadAsync(connection).ConfigureAwait(false);
    }

    private async Task WaitAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var isTold = await DoAsync(connection.WaitAsync(PollInterval, cancellationToken), Silence, cancellationToken).ConfigureAwait(
                false);
            if (!isTold) Notice(await DoAsync(HeadAsync(connection), Bounded.Patience, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whoever reads now learns how the database is, over a connection that is not as old as this one.
            _ = Drop();
            _database.ForgetConnections();
            Lost();
            throw;
        }
    }

    /// <summary>Nobody knows whether anything has changed. Said once: each time more would only end the waits of whoever reads.</summary>
    private void Lost()
    {
        if (_isLost) return;
        _isLost = true;
        _tellAll();
    }

    private bool Found()
    {
        var wasLost = _isLost;
        _isLost = false;
        return wasLost;
    }

    /// <summary>What was told of need not be looked for; a record that is missing between shows when the database is asked.</summary>
    private void Notified(string payload)
    {
        var isNext = StatePayload.TryRead(payload, out var news) && news.Sequence == _seen.Sequence + 1;
        if (isNext) _seen = _seen with { Sequence = news.Sequence };
        _tell(payload);
    }

    private void Notice(Head head)
    {
        if (head.Sequence != _seen.Sequence) _tell(Topic.State);
        if (head.Number != _seen.Number) _tell(Topic.Definitions);
        if (head.Settings != _seen.Settings) _tell(Topic.Settings);
        _seen = head;
    }

    private Task<T> DoAsync<T>(Task<T> doing, TimeSpan patience, CancellationToken cancellationToken)
    {
        _doing = doing;
        return Bounded.WaitAsync(doing, patience, cancellationToken);
    }

    /// <summary>Gives the connection up, and closes it when what was done on it has ended.</summary>
    private async Task Drop()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await _doing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
