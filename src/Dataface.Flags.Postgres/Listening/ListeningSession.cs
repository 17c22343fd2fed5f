using Dataface.Flags.Background;
using Npgsql;

namespace Dataface.Flags.Postgres.Listening;

/// <summary>
/// One connection that listens, made anew when it breaks. Notifications are quick and may be lost with a connection, so everybody is told after each
/// reconnection, and the database is asked every few seconds whether anything has changed; that also shows a connection that died silently.
/// </summary>
internal sealed class ListeningSession : IAsyncDisposable
{
    /// <summary>How often the database is asked, and the longest wait before the next connection is tried.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private readonly Func<CancellationToken, Task<NpgsqlConnection>> _open;
    private readonly Action<string> _tell;
    private readonly Action _tellAll;
    private readonly RetryingLoop _loop;
    private readonly Timer _patience;
    private readonly SemaphoreSlim _attempt = new(1, 1);
    private NpgsqlConnection? _connection;
    private (long Sequence, int Number, long Settings) _seen;

    /// <param name="tell">Is told the topic of each change.</param>
    /// <param name="tellAll">Is told when anything may have changed.</param>
    public ListeningSession(Func<CancellationToken, Task<NpgsqlConnection>> open, Action<string> tell, Action tellAll)
    {
        (_open, _tell, _tellAll) = (open, tell, tellAll);

        // Failures show where the stores are read, with what is stale by them. The network keeps no manual clock.
        _loop = new RetryingLoop(ListenAsync, (_, _) => { }, TimeProvider.System);
        _patience = new Timer(_ => _loop.Signal(), null, PollInterval, PollInterval);
        _loop.Signal();
    }

    public async ValueTask DisposeAsync()
    {
        await _patience.DisposeAsync().ConfigureAwait(false);
        await _loop.DisposeAsync().ConfigureAwait(false);

        // The loop gives its last attempt up and does not wait for it.
        await _attempt.WaitAsync().ConfigureAwait(false);
        await DropAsync().ConfigureAwait(false);
        _attempt.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await _attempt.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connection is null) await ConnectAsync(cancellationToken).ConfigureAwait(false);
            var isTold = await _connection!.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
            if (!isTold) await PollAsync(_connection, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await DropAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _attempt.Release();
        }

        _loop.Signal();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _connection = await _open(cancellationToken).ConfigureAwait(false);
        _connection.Notification += (_, notification) => _tell(notification.Payload);
        var listen = new NpgsqlCommand("LISTEN dataface_flags", _connection);
        await using (listen.ConfigureAwait(false)) await listen.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        _seen = await HeadAsync(_connection, cancellationToken).ConfigureAwait(false);
        _tellAll();
    }

    private async Task PollAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var head = await HeadAsync(connection, cancellationToken).ConfigureAwait(false);
        if (head.Sequence != _seen.Sequence) _tell(Topic.State);
        if (head.Number != _seen.Number) _tell(Topic.Definitions);
        if (head.Settings != _seen.Settings) _tell(Topic.Settings);
        _seen = head;
    }

    private static async Task<(long Sequence, int Number, long Settings)> HeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT sequence, number, settings FROM dataface_flags.head", connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2));
            }
        }
    }

    private async ValueTask DropAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
